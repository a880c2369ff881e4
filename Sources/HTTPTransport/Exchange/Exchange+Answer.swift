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
        let shown = sendsBody(status) ? body : .empty
        guard var output = beginAnswer(status, type, gate, fields, length: body.count, room: shown.count)
        else {
            return
        }
        output.append(shown)
        endAnswer(output)
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
        guard let output = beginAnswer(status, type, gate, fields, length: body.count, room: 0) else {
            return buffers.give(body)
        }
        guard sendsBody(status) else {
            buffers.give(body)
            return endAnswer(output)
        }
        let connection = current
        connection.output.putOpen(output, answers: 0)
        connection.output.append(owned: body, from: buffers)
        endAnswer(connection.output.takeOpen(nil, room: 0, from: buffers))
    }

    /// Answers with `length` bytes that `body` writes part by part, some of them where they lie.
    package func answer(
        _ status: Status, _ type: MediaType?, gate: Gate? = nil, length: Int,
        fields: (inout ByteBuffer) -> Void = { _ in }, body: (inout BodyWriter) -> Void
    ) {
        guard let output = beginAnswer(status, type, gate, fields, length: length, room: 0) else { return }
        guard sendsBody(status) else { return endAnswer(output) }
        let connection = current
        connection.output.putOpen(output, answers: 0)
        var writer = BodyWriter(connection, length: length)
        body(&writer)
        precondition(writer.rest == 0, "a body is as long as was said")
        endAnswer(connection.output.takeOpen(nil, room: 0, from: buffers))
    }

    func sendsBody(_ status: Status) -> Bool { method != .head && !status.isBodiless }

    /// Writes the head into the connection's output and lends that; nil when nobody is there to read it.
    private func beginAnswer(
        _ status: Status, _ type: MediaType?, _ gate: Gate?, _ fields: (inout ByteBuffer) -> Void,
        length: Int, room: Int
    ) -> ByteBuffer? {
        precondition(!hasAnswered, "a request has one answer")
        hasAnswered = true
        let connection = current
        let persistence = connection.state.beginAnswer(
            restBytes: restBytes, drainMax: Limits.drainedBytesMax, isDelimited: true)
        if connection.isBroken {
            connection.state.answerDidEnd()
            connection.output.endAnswer()
            return nil
        }
        var output = connection.output.takeOpen(gate, room: 512 + room, from: buffers)
        writeHead(status, type, fields, persistence, into: &output)
        if !status.isBodiless { ResponseHead.contentLength(length, into: &output) }
        ResponseHead.end(into: &output)
        return output
    }

    func writeHead(
        _ status: Status, _ type: MediaType?, _ fields: (inout ByteBuffer) -> Void,
        _ persistence: Persistence, into output: inout ByteBuffer
    ) {
        ResponseHead.begin(status, date: lane.dateNow(), into: &output)
        if let type { ResponseHead.contentType(type, into: &output) }
        fields(&output)
        ResponseHead.connection(persistence, into: &output)
        if hasOrigin, let origin = known(.origin) {
            lane.access.writeFields(origin: origin, into: &output)
        }
    }

    private func endAnswer(_ output: consuming ByteBuffer) {
        let connection = current
        connection.output.putOpen(output, answers: 1)
        connection.state.answerDidEnd()
        connection.wantsFlush()
    }
}
