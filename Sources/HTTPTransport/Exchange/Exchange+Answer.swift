package import Base
package import HTTPWire
internal import Reactor

// An exchange is answered exactly once: by one of the `answer`s, or by a stream.
extension Exchange {
    /// Answers with a copy of `body`; `fields` writes further field lines, each ended by CRLF.
    ///
    /// The answer leaves when those before it have left and `gate` is open. The transport writes Date,
    /// Content-Length, Connection and the CORS fields, and leaves the body out where HTTP has none.
    package func answer(
        _ status: Status, _ type: MediaType?, gate: Gate? = nil,
        fields: (inout ByteBuffer) -> Void = { _ in }, body: ByteView
    ) {
        guard beginAnswer(status, type, gate, fields, length: body.count) else { return }
        if !body.isEmpty, sendsBody(status) {
            let connection = current
            connection.output.reserve(body.count, from: buffers)
            connection.output.open.append(body)
        }
        endAnswer()
    }

    /// Answers with `body` itself, which is sent without being copied and then given to the loop's pool.
    package func answer(
        _ status: Status, _ type: MediaType?, gate: Gate? = nil,
        fields: (inout ByteBuffer) -> Void = { _ in }, taking body: consuming ByteBuffer
    ) {
        if body.count <= 2048 {
            answer(status, type, gate: gate, fields: fields, body: body.bytes)
            return buffers.give(body)
        }
        guard beginAnswer(status, type, gate, fields, length: body.count) else { return buffers.give(body) }
        if sendsBody(status) {
            current.output.append(owned: body, from: buffers)
        } else {
            buffers.give(body)
        }
        endAnswer()
    }

    func sendsBody(_ status: Status) -> Bool { method != .head && !status.isBodiless }

    /// Writes the head; false when nobody is there to read it.
    private func beginAnswer(
        _ status: Status, _ type: MediaType?, _ gate: Gate?, _ fields: (inout ByteBuffer) -> Void, length: Int
    ) -> Bool {
        precondition(!hasAnswered, "a request has one answer")
        hasAnswered = true
        let connection = current
        let persistence = connection.state.beginAnswer(
            restBytes: restBytes, drainMax: Limits.drainedBytesMax, isDelimited: true)
        if connection.isBroken {
            connection.state.answerDidEnd()
            connection.output.endAnswer()
            return false
        }
        connection.output.beginAnswer(gate)
        connection.output.reserve(512, from: buffers)
        writeHead(status, type, fields, persistence)
        if !status.isBodiless { ResponseHead.contentLength(length, into: &connection.output.open) }
        ResponseHead.end(into: &connection.output.open)
        return true
    }

    func writeHead(
        _ status: Status, _ type: MediaType?, _ fields: (inout ByteBuffer) -> Void, _ persistence: Persistence
    ) {
        let output = current
        ResponseHead.begin(status, date: lane.dateNow(), into: &output.output.open)
        if let type { ResponseHead.contentType(type, into: &output.output.open) }
        fields(&output.output.open)
        ResponseHead.connection(persistence, into: &output.output.open)
        if let origin = known(.origin), lane.access.allows(origin, host: known(.host)) {
            lane.access.writeFields(origin: origin, into: &output.output.open)
        }
    }

    private func endAnswer() {
        let connection = current
        connection.output.endAnswer()
        connection.state.answerDidEnd()
        connection.wantsFlush()
    }
}
