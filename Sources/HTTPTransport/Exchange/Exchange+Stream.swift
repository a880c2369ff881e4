package import Base
package import HTTPWire
internal import Reactor

extension Exchange {
    /// Begins an answer that is sent as it is made: chunked, or to an HTTP/1.0 client until the connection ends.
    ///
    /// With `readsOn` the body is still being read; if it has not been when the stream ends, that is the last
    /// answer of the connection.
    package func beginStream(
        _ status: Status, _ type: MediaType, readsOn: Bool = false,
        fields: (inout ByteBuffer) -> Void = { _ in }
    ) {
        beginStream(status, type, length: nil, readsOn: readsOn, fields)
    }

    /// Begins an answer of `length` bytes that is sent as it is made.
    ///
    /// When it ends before all are sent, the connection breaks, so that nobody takes it for whole.
    package func beginStream(
        _ status: Status, _ type: MediaType, length: Int, fields: (inout ByteBuffer) -> Void = { _ in }
    ) {
        beginStream(status, type, length: length as Int?, readsOn: false, fields)
    }

    private func beginStream(
        _ status: Status, _ type: MediaType, length: Int?, readsOn: Bool,
        _ fields: (inout ByteBuffer) -> Void
    ) {
        precondition(!hasAnswered, "a request has one answer")
        hasAnswered = true
        let connection = current
        let silent = !sendsBody(status)
        let chunked = length == nil && connection.state.mayChunk
        let persistence = connection.state.beginAnswer(
            restBytes: readsOn ? 0 : restBytes, drainMax: Limits.drainedBytesMax,
            isDelimited: chunked || silent || length != nil)
        stream = .open(chunked: chunked, silent: silent)
        streamRest = silent ? nil : length
        if connection.isBroken { return }
        var output = connection.output.takeOpen(nil, room: 512, from: buffers)
        writeHead(status, type, fields, persistence, into: &output)
        if chunked { ResponseHead.chunked(into: &output) }
        if let length { ResponseHead.contentLength(length, into: &output) }
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
        streamRest? -= bytes.count
        connection.output.reserve(bytes.count + ChunkFraming.headBytesMax + 2, from: buffers)
        if chunked {
            ChunkFraming.write(bytes, into: &connection.output.open)
        } else {
            connection.output.open.append(bytes)
        }
        try await waitForRoom()
    }

    /// Sends a piece that leaves once `gate` is open, and never waits; what follows it stays behind it.
    package func send(_ bytes: ByteView, heldBy gate: Gate?) throws(ClientGone) {
        guard case .open(let chunked, let silent) = stream else { preconditionFailure("no stream is open") }
        let connection = current
        if connection.isBroken { throw ClientGone() }
        if silent || bytes.isEmpty { return }
        connection.output.beginAnswer(gate)
        connection.output.reserve(bytes.count + ChunkFraming.headBytesMax + 2, from: buffers)
        if chunked {
            ChunkFraming.write(bytes, into: &connection.output.open)
        } else {
            connection.output.open.append(bytes)
        }
        connection.wantsFlush()
    }

    /// Bytes of this connection that have not left.
    package var unsentBytes: Int { current.output.unsentBytes }

    /// Sends a large piece without copying it; else as `send`.
    package func send(taking bytes: consuming ByteBuffer) async throws(ClientGone) {
        guard case .open(let chunked, let silent) = stream else { preconditionFailure("no stream is open") }
        let connection = current
        if silent || bytes.isEmpty || connection.isBroken || bytes.count <= 2048 {
            try await send(bytes.bytes)
            return buffers.give(bytes)
        }
        streamRest? -= bytes.count
        connection.output.reserve(ChunkFraming.headBytesMax, from: buffers)
        if chunked { ChunkFraming.beginChunk(of: bytes.count, into: &connection.output.open) }
        connection.output.append(owned: bytes, from: buffers)
        connection.output.reserve(2, from: buffers)
        if chunked { ChunkFraming.endChunk(into: &connection.output.open) }
        try await waitForRoom()
    }

    /// Sends bytes from where they lie; of a stream of known length. Else as `send`.
    package func send(_ shared: SharedBytes) async throws(ClientGone) {
        guard case .open(false, let silent) = stream else { preconditionFailure("no such stream is open") }
        let connection = current
        if connection.isBroken { throw ClientGone() }
        if silent || shared.bytes.isEmpty { return }
        streamRest? -= shared.bytes.count
        connection.output.append(shared, from: buffers)
        try await waitForRoom()
    }

    /// Lets what was written leave, and waits while too much of it has not.
    private func waitForRoom() async throws(ClientGone) {
        let connection = current
        connection.wantsFlush()
        guard connection.output.unsentBytes > Limits.streamUnsentBytesMax else { return }
        guard await connection.waitForRoom(Limits.streamUnsentBytesMax / 2) else {
            connection.breakOff()
            throw ClientGone()
        }
    }

    /// Ends the stream; the transport does it when a handler returns without.
    package func endStream() {
        guard case .open(let chunked, let silent) = stream else { return }
        stream = .ended
        let connection = current
        if let rest = streamRest, rest > 0 { connection.breakOff() }
        if body.patience != nil, !isBodyOver { connection.state.closeAfterAnswer() }
        streamRest = nil
        if chunked, !silent, !connection.isBroken {
            connection.output.reserve(8, from: buffers)
            ChunkFraming.end(into: &connection.output.open)
        }
        connection.output.endAnswer()
        connection.state.answerDidEnd()
        connection.wantsFlush()
    }
}
