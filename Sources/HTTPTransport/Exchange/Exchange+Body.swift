package import Base
package import HTTPWire
internal import Reactor

extension Exchange {
    /// The whole body, de-chunked and inflated; empty when there is none.
    ///
    /// At most `max` bytes and at most the server's limit, else `bodyTooLarge`. Valid until the next await on this
    /// exchange or the end of the request. After a refusal the request can only be answered.
    package func readBody(max: Int) async throws(Refusal) -> ByteView {
        guard hasBody, !isBodyOver else { return .empty }
        let limit = min(max, lane.settings.bodyBytesMax)
        do throws(Refusal) {
            try beginBody(limit: limit)
            if let whole = wholeInInput() { return whole }
            return try await readWhole(limit: limit)
        } catch { throw broken(error) }
    }

    /// The next piece of the body, de-chunked and inflated, nil at its end; reads no further until asked again.
    ///
    /// A piece holds at least one byte and is valid until the next await on this exchange.
    package func nextBodyPiece() async throws(Refusal) -> ByteView? {
        guard hasBody else { return nil }
        do throws(Refusal) {
            try beginBody(limit: lane.settings.bodyBytesMax)
            return try await bodyPiece()
        } catch { throw broken(error) }
    }

    /// What came of asking for more of a body that may go on for ever.
    package enum Piece {
        /// At least one byte, valid until the next await on this exchange.
        case bytes(ByteView)
        /// Nothing came in the time given, or the server is stopping.
        case nothingYet
        case end
    }

    /// The next piece of a body of any length; waits for `time` at most, not at all when that is zero.
    package func nextBodyPiece(within time: Interval) async throws(Refusal) -> Piece {
        guard hasBody else { return .end }
        body.patience = time
        do throws(Refusal) {
            try beginBody(limit: Exchange.endless)
            return try await bodyPiece(max: Exchange.endless).map { .bytes($0) } ?? .end
        } catch {
            if error.kind == .bodyTimeout { return .nothingYet }
            throw broken(error)
        }
    }

    /// Bytes that no body reaches.
    private static var endless: Int { .max / 4 }

    /// Whether the server is stopping, so that what may go on for ever should end.
    package var isStopping: Bool { lane.isStopping }

    /// Checks coding and length, once.
    private func beginBody(limit: Int) throws(Refusal) {
        if body.hasBegun { return }
        let coding = try ContentCoding(known(.contentEncoding))
        if let declaredLength, declaredLength > limit { throw Refusal(.bodyTooLarge) }
        if body.isChunked { body.decoder = ChunkedDecoder(bytesMax: limit) }
        if coding == .gzip { body.inflater = try Inflater() }
        body.hasBegun = true
    }

    /// Bytes of the body that no one has read; nil when unknown.
    var restBytes: Int? {
        isBodyOver ? 0 : body.isChunked ? nil : body.remaining
    }

    /// Tells the client to send its body, where it waits for that; memory for it must be reserved before.
    func inviteBody() {
        let connection = current
        guard connection.state.wantBody(someArrived: connection.cursor < connection.input.count) else {
            return
        }
        if connection.isBroken { return }
        connection.output.reserve(32, from: buffers)
        ResponseHead.writeContinue(into: &connection.output.open)
    }

    /// Reserves so many more bytes of the process's budget.
    func reserve(_ bytes: Int) throws(Refusal) {
        guard lane.bodyBudget.reserve(bytes) else { throw Refusal(.tooManyBodies) }
        body.reserved += bytes
    }

    func bodyDidEnd() {
        isBodyOver = true
        current.state.bodyDidEnd()
    }

    /// Notes what an error means for the connection.
    private func broken(_ refusal: Refusal) -> Refusal {
        lane.counters.refusals.add(1)
        // What is left is thrown away as it comes.
        body.inflater = nil
        switch refusal.kind {
        // The end of the body is still known.
        case .unsupportedContentCoding, .tooManyBodies, .bodyTooLarge, .badGzip: break
        default: current.state.closeAfterAnswer()
        }
        return refusal
    }
}
