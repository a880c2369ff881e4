package import Base
package import HTTPWire
internal import Reactor

extension Exchange {
    /// Begins an answer that is sent as it is made: chunked, or to an HTTP/1.0 client until the connection ends.
    package func beginStream(
        _ status: Status, _ type: MediaType, fields: (inout ByteBuffer) -> Void = { _ in }
    ) {
        precondition(!hasAnswered, "a request has one answer")
        hasAnswered = true
        let connection = current
        let silent = !sendsBody(status)
        let chunked = connection.state.mayChunk
        let persistence = connection.state.beginAnswer(
            restBytes: restBytes, drainMax: Limits.drainedBytesMax, isDelimited: chunked || silent)
        stream = .open(chunked: chunked, silent: silent)
        if connection.isBroken { return }
        var output = connection.output.takeOpen(nil, room: 512, from: buffers)
        writeHead(status, type, fields, persistence, into: &output)
        if chunked { ResponseHead.chunked(into: &output) }
        ResponseHead.end(into: &output)
        connection.output.putOpen(output, answers: 0)
        connection.wantsFlush()
    }

    /// Sends a piece; waits while more than `Limits.streamUnsentBytesMax` is unsent.
    ///
    /// Pieces of one turn of the loop leave together at its end. Throws once the client is gone or has taken
    /// nothing for the idle time; the stream needs no end then.
    package func send(_ bytes: ByteView) async throws(ClientGone) {
        guard case .open(let chunked, let silent) = stream else { preconditionFailure("no stream is open") }
        let connection = current
        if connection.isBroken { throw ClientGone() }
        if silent || bytes.isEmpty { return }
        connection.output.reserve(bytes.count + ChunkFraming.headBytesMax + 2, from: buffers)
        if chunked {
            ChunkFraming.write(bytes, into: &connection.output.open)
        } else {
            connection.output.open.append(bytes)
        }
        connection.wantsFlush()
        if connection.output.unsentBytes > Limits.streamUnsentBytesMax {
            guard await connection.waitForRoom(Limits.streamUnsentBytesMax / 2) else {
                connection.breakOff()
                throw ClientGone()
            }
        }
    }

    /// Sends a large piece without copying it; else as `send`.
    package func send(taking bytes: consuming ByteBuffer) async throws(ClientGone) {
        guard case .open(let chunked, let silent) = stream else { preconditionFailure("no stream is open") }
        let connection = current
        if silent || bytes.isEmpty || connection.isBroken || bytes.count <= 2048 {
            try await send(bytes.bytes)
            return buffers.give(bytes)
        }
        connection.output.reserve(ChunkFraming.headBytesMax, from: buffers)
        if chunked { ChunkFraming.beginChunk(of: bytes.count, into: &connection.output.open) }
        connection.output.append(owned: bytes, from: buffers)
        connection.output.reserve(2, from: buffers)
        if chunked { ChunkFraming.endChunk(into: &connection.output.open) }
        connection.wantsFlush()
        if connection.output.unsentBytes > Limits.streamUnsentBytesMax {
            guard await connection.waitForRoom(Limits.streamUnsentBytesMax / 2) else {
                connection.breakOff()
                throw ClientGone()
            }
        }
    }

    /// Ends the stream; the transport does it when a handler returns without.
    package func endStream() {
        guard case .open(let chunked, let silent) = stream else { return }
        stream = .ended
        let connection = current
        if chunked, !silent, !connection.isBroken {
            connection.output.reserve(8, from: buffers)
            ChunkFraming.end(into: &connection.output.open)
        }
        connection.output.endAnswer()
        connection.state.answerDidEnd()
        connection.wantsFlush()
    }
}
