internal import Base
internal import Glibc
internal import HTTPWire
internal import Reactor

extension Connection {
    /// Sends what is still unsent, says good-bye and closes.
    func end() async {
        let everythingLeft = await waitForAll()
        if everythingLeft, !isBroken, !sawEnd, mayStillSend { await linger() }
        close()
    }

    private func waitForAll() async -> Bool {
        while !output.isEmpty {
            guard await waitForRoom(0) else { return false }
        }
        return true
    }

    /// Whether bytes of the client may be on their way: closing on them would reset the connection, and the client
    /// might lose the answer.
    private var mayStillSend: Bool { state.willClose && (leavesRest || cursor < input.count || isReadable) }

    /// Shuts our side and throws away what still comes, until the client has left or the time is over.
    private func linger() async {
        shutdown(descriptor, Int32(SHUT_WR))
        let deadline = lane.loop.deadline(after: lane.settings.lingerTime)
        while true {
            emptyInput()
            while isReadable, !sawEnd {
                if receiveInput() == .end { return }
                emptyInput()
            }
            if sawEnd { return }
            guard await wait(for: .farewell, until: deadline) == .signalled else { return }
        }
    }
}
