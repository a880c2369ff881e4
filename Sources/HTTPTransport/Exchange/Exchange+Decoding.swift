internal import Base
internal import HTTPWire
internal import Reactor

// Bodies that are chunked, compressed or both.
extension Exchange {
    /// Decodes what has come into `content`, receiving more when nothing is left; false at the end of the body.
    ///
    /// `limit` bounds the decoded body as a whole, `pieceMax` what stands in `content` at once.
    func decodeSome(into limit: Int, pieceMax: Int) async throws(Refusal) -> Bool {
        if body.inflater != nil, body.inflated < body.compressed.count {
            try inflateSome(limit: limit, pieceMax: pieceMax)
            return true
        }
        if isBodyOver {
            if let inflater = body.inflater, !inflater.isAtEnd { throw Refusal(.badGzip) }
            return false
        }
        let connection = current
        if body.content.capacity == 0 {
            body.content = buffers.take(min(limit, Exchange.stepBytes))
            try reserve(body.content.capacity)
        }
        inviteBody()
        if connection.cursor == connection.input.count { try await receiveBody() }
        let arrived = connection.input.bytes.dropping(connection.cursor)
        if body.inflater != nil {
            body.compressed.removeAll()
            body.inflated = 0
        }
        if body.isChunked {
            try takeChunked(arrived)
        } else {
            let count = min(body.remaining, arrived.count)
            body.compressed.append(arrived[0..<count])
            connection.cursor += count
            body.remaining -= count
            if body.remaining == 0 { bodyDidEnd() }
        }
        return true
    }

    private static var stepBytes: Int { 64 * 1024 }

    private func takeChunked(_ arrived: ByteView) throws(Refusal) {
        let connection = current
        if body.inflater == nil { try makeContentRoom(arrived.count) }
        connection.cursor += try body.takeChunked(arrived)
        if body.decoder.isComplete { bodyDidEnd() }
    }

    private func inflateSome(limit: Int, pieceMax: Int) throws(Refusal) {
        guard let inflater = body.inflater else { return }
        // One byte beyond the limit tells a body that just fits from one that does not.
        let allowed = limit + 1 - body.contentBefore - body.content.count
        try makeContentRoom(min(allowed, Exchange.stepBytes, pieceMax))
        body.inflated += try inflater.inflate(
            body.compressed.bytes.dropping(body.inflated), into: &body.content)
        if body.contentBefore + body.content.count > limit { throw Refusal(.bodyTooLarge) }
    }

    /// Makes room for `count` more decoded bytes, out of the budget.
    private func makeContentRoom(_ count: Int) throws(Refusal) {
        if body.content.room >= count { return }
        let wanted = max(body.content.count + count, body.content.capacity * 2)
        try reserve(wanted - body.content.capacity)
        var larger = buffers.take(wanted)
        larger.append(body.content.bytes)
        swap(&larger, &body.content)
        buffers.give(larger)
    }
}
