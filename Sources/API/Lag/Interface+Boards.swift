internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import Node
internal import Reactor

/// Answering dashboards: as a document with a tag, after a change, or as events for ever.
extension Interface {
    func answer(
        _ call: Call, _ options: borrowing OptionReader, _ board: consuming some Board
    ) async throws(Problem) {
        var board = board
        if try wantsEvents(call, options) { return await stream(call, &board) }
        let exchange = call.exchange
        var look = try board.look()
        let wait = try options.duration(.wait, atMost: Limits.waitMax) ?? .zero
        if wait > .zero, !call.isHead {
            // Without a tag the client knows nothing, and waits for what comes next.
            let known = exchange.known(.ifNoneMatch)
            if known == nil || look.tag.isNamed(by: known) {
                look = try await change(of: &board, from: look, exchange, wait)
            }
        }
        let tag = look.tag
        if tag.isNamed(by: exchange.known(.ifNoneMatch)) {
            return exchange.answer(
                .notModified, nil, gate: look.gate, fields: { $0.board(tag) }, body: .empty)
        }
        var out = exchange.buffers.take(4096)
        do throws(Problem) { try await write(board, call, tag, into: &out) } catch {
            exchange.buffers.give(out)
            throw error
        }
        out.append(UInt8(ascii: "\n"))
        exchange.answer(.ok, .json, gate: look.gate, fields: { $0.board(tag) }, taking: out)
    }

    /// Waits until the positions are others than those of `look`, or the time is over.
    private func change(
        of board: inout some Board, from look: BoardLook, _ exchange: Exchange, _ wait: Interval
    ) async throws(Problem) -> BoardLook {
        let deadline = exchange.loop.deadline(after: wait)
        var latest = look
        while latest.tag == look.tag {
            switch await park(exchange, board, until: deadline) {
            case .clientGone, .stopping: return latest
            case .signalled, .deadline: break
            }
            latest = try board.look()
            if exchange.loop.now >= deadline { break }
        }
        return latest
    }

    /// Parks until something may have changed, for `Limits.boardCheckInterval` at most: not all changes are told.
    private func park(_ exchange: Exchange, _ board: some Board, until deadline: Deadline) async -> Wake {
        let check = exchange.loop.deadline(after: Limits.boardCheckInterval)
        var watches: [BoardWatch] = []
        let wake = await exchange.park(until: min(check, deadline)) { waiter in
            watches = board.watch(loop: exchange.loop.index) { waiter.signal() }
        }
        for watch in watches { watch.end() }
        return wake
    }

    /// Appends the document, made now or a moment ago for somebody else.
    private func write(
        _ board: some Board, _ call: Call, _ tag: BoardTag, into out: inout ByteBuffer
    ) async throws(Problem) {
        let exchange = call.exchange
        let (path, query) = (exchange.path, exchange.query)
        guard path.count + query.count <= Limits.boardTargetBytesMax else {
            return try await board.write(at: node.now(), into: &out)
        }
        let target = path.string + "?" + query.string
        if boards.find(target, tag, now: exchange.loop.now, into: &out) { return }
        let start = out.count
        try await board.write(at: node.now(), into: &out)
        boards.keep(out.bytes.dropping(start), for: target, tag, now: exchange.loop.now)
    }
}

// MARK: events

extension Interface {
    private func wantsEvents(_ call: Call, _ options: borrowing OptionReader) throws(Problem) -> Bool {
        if let choice = try options.choice(.format, of: ["json", "sse"]) { return choice == 1 }
        guard let accept = call.exchange.known(.accept), !(accept == "*/*") else { return false }
        switch AcceptedTypes(accept).preferred([.json, .sse]) {
        case .json: return false
        case .sse: return true
        default:
            throw Problem(
                .notAcceptable, "This path answers application/json and text/event-stream.",
                fix: "Accept one of them, or use format=json or sse.")
        }
    }

    /// Sends the document whenever the positions have changed, but not more often than once in
    /// `Limits.boardEventInterval`, and at each heartbeat, since ages and rates change by themselves.
    private func stream(_ call: Call, _ board: inout some Board) async {
        let exchange = call.exchange
        begin(exchange)
        if call.isHead { return exchange.endStream() }
        do throws(ClientGone) { try await send(call, &board) } catch { return }
    }

    private func send(_ call: Call, _ board: inout some Board) async throws(ClientGone) {
        let exchange = call.exchange
        var out = exchange.buffers.take(4096)
        out.append("retry: 2000\n\n")
        while true {
            let look: BoardLook
            do throws(Problem) {
                look = try board.look()
                out.append("id: ")
                out.append(look.tag.text)
                out.append("\ndata: ")
                try await write(board, call, look.tag, into: &out)
                out.append("\n\n")
            } catch {
                exchange.buffers.give(out)
                return await end(exchange, with: error)
            }
            try exchange.send(out.bytes, heldBy: look.gate)
            out.removeAll()
            guard await pause(exchange), await follow(&board, from: look, exchange) else {
                exchange.buffers.give(out)
                return exchange.endStream()
            }
        }
    }

    /// Lets a moment pass, so that busy positions make no flood; false when the stream is over.
    private func pause(_ exchange: Exchange) async -> Bool {
        let wake = await exchange.park(until: exchange.loop.deadline(after: Limits.boardEventInterval)) { _ in
        }
        return wake == .deadline || wake == .signalled
    }

    /// Waits for other positions or a heartbeat; false when the stream is over.
    private func follow(
        _ board: inout some Board, from look: BoardLook, _ exchange: Exchange
    ) async -> Bool {
        let heartbeat = exchange.loop.deadline(after: Limits.heartbeatTime)
        while exchange.loop.now < heartbeat {
            // What is wrong with it is found again, and told, by whoever writes it.
            guard let latest = try? board.look(), latest.tag == look.tag else { return true }
            switch await park(exchange, board, until: heartbeat) {
            case .clientGone, .stopping: return false
            case .signalled, .deadline: break
            }
        }
        return true
    }
}

extension ByteBuffer {
    /// To be asked for again each time, with the tag.
    fileprivate mutating func board(_ tag: BoardTag) {
        append("Cache-Control: private, no-cache\r\nVary: Accept\r\n")
        field("ETag", tag.text)
    }
}
