internal import Base
internal import HTTPWire
internal import Reactor

extension Exchange {
    /// Closes the books of a request that the responder has left; false when `finishSlowly` must go on.
    func finish() -> Bool {
        if !hasAnswered { answer(.internalError, nil, body: .empty) }
        if stream != .none { endStream() }
        let connection = current
        if !isBodyOver { return false }
        if framing.hasBody { body.release(buffers, lane.bodyBudget) }
        connection.start = connection.cursor
        return true
    }

    /// Reads and drops the rest of a body that nobody wanted; false when the connection must end for it.
    func finishSlowly() async -> Bool {
        let connection = current
        var goesOn = !connection.state.willClose
        while goesOn, !isBodyOver {
            do throws(Refusal) {
                _ = try await bodyPiece()
            } catch {
                goesOn = false
            }
        }
        if !goesOn {
            connection.leavesRest = !isBodyOver
            connection.state.closeAfterAnswer()
        }
        body.release(buffers, lane.bodyBudget)
        connection.start = connection.cursor
        return goesOn
    }
}
