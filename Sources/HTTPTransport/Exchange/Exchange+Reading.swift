internal import Base
internal import HTTPWire
internal import Reactor

// How bodies are brought in: as they lie in the input where possible, else into a buffer of their own.
extension Exchange {
    /// The body where it lies, when it has come whole with its head and needs no decoding.
    func wholeInInput() -> ByteView? {
        let connection = current
        guard !body.isChunked, body.inflater == nil else { return nil }
        let end = connection.cursor + body.remaining
        guard end <= connection.input.count else { return nil }
        let whole = connection.input.bytes[connection.cursor..<end]
        connection.cursor = end
        body.remaining = 0
        bodyDidEnd()
        return whole
    }

    func readWhole(limit: Int) async throws(Refusal) -> ByteView {
        if body.isChunked || body.inflater != nil { return try await readDecoded(limit: limit) }
        let connection = current
        let missing = body.remaining - (connection.input.count - connection.cursor)
        try reserve(body.remaining)
        inviteBody()
        if missing <= connection.input.room {
            while connection.input.count < connection.cursor + body.remaining { try await receiveBody() }
            return wholeInInput() ?? .empty
        }
        var content = buffers.take(body.remaining)
        takePlain(into: &content)
        while body.remaining > 0 {
            let before = content.count
            let received: Connection.Received =
                connection.isReadable
                ? connection.receive(into: &content, atMost: body.remaining) : .nothing
            body.remaining -= content.count - before
            if received == .end { throw Refusal(.truncatedBody) }
            if received == .nothing { try await waitForBody() }
        }
        bodyDidEnd()
        body.content = content
        return body.content.bytes
    }

    private func readDecoded(limit: Int) async throws(Refusal) -> ByteView {
        while try await decodeSome(into: limit, pieceMax: .max) {}
        return body.content.bytes
    }

    /// The next piece of a body of at most `max` bytes, the server's limit unless given; nil at the end.
    func bodyPiece(max: Int? = nil) async throws(Refusal) -> ByteView? {
        let connection = current
        if body.isChunked || body.inflater != nil {
            body.contentBefore += body.content.count
            body.content.removeAll()
            let limit = max ?? lane.settings.bodyBytesMax
            while body.content.isEmpty, try await decodeSome(into: limit, pieceMax: Exchange.pieceMax) {}
            return body.content.isEmpty ? nil : body.content.bytes
        }
        guard body.remaining > 0 else { return nil }
        inviteBody()
        while connection.cursor == connection.input.count { try await receiveBody() }
        let count = min(body.remaining, connection.input.count - connection.cursor)
        let piece = connection.input.bytes[connection.cursor..<connection.cursor + count]
        connection.cursor += count
        body.remaining -= count
        if body.remaining == 0 { bodyDidEnd() }
        return piece
    }

    private static var pieceMax: Int { 64 * 1024 }

    /// Moves what has come of a plain body out of the input.
    private func takePlain(into content: inout ByteBuffer) {
        let connection = current
        let count = min(body.remaining, connection.input.count - connection.cursor)
        content.append(connection.input.bytes[connection.cursor..<connection.cursor + count])
        connection.cursor += count
        body.remaining -= count
        connection.dropTakenBody(headLength: body.headLength)
    }
}

// MARK: waiting

extension Exchange {
    /// Brings at least one more byte into the input.
    func receiveBody() async throws(Refusal) {
        let connection = current
        while true {
            if connection.isReadable {
                connection.dropTakenBody(headLength: body.headLength)
                switch connection.receiveInput() {
                case .some: return
                case .nothing: break
                case .end: throw Refusal(.truncatedBody)
                }
            }
            try await waitForBody()
        }
    }

    func waitForBody() async throws(Refusal) {
        let connection = current
        connection.flush()
        if connection.isBroken || connection.sawEnd { throw Refusal(.truncatedBody) }
        if let patience = body.patience, patience == .zero || lane.isStopping { throw Refusal(.bodyTimeout) }
        let deadline = loop.deadline(after: body.patience ?? lane.settings.bodyTime)
        switch await connection.wait(for: .body, until: deadline) {
        case .signalled: return
        case .deadline: throw Refusal(.bodyTimeout)
        case .stopping where body.patience != nil: throw Refusal(.bodyTimeout)
        case .clientGone, .stopping: throw Refusal(.truncatedBody)
        }
    }
}
