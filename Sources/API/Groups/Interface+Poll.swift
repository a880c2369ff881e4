internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// One call that joins, renews, commits what is done, and answers with what comes next.
extension Interface {
    func pollGroup(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let namespace = try namespace(call)
        let name = try call.name(call.parameters.first, of: "group")
        let wish = try PollWish(call, options, try await exchange.readControlBody())
        guard let member = wish.member else {
            throw Problem(
                .invalidBody, "It does not say which member polls.",
                fix: "Add \"member\":\"w1\": a name that each process of the group has for itself.")
        }
        let deadline = exchange.loop.deadline(after: wish.wait)
        let poll = try enter(namespace, name, member, wish, call)
        let filter = MessageFilter(key: nil, pattern: wish.filter)
        let reader = GroupReader(poll, turn: wish.after?.turn ?? LogID(0), filter: filter)
        do throws(Problem) {
            try await answer(exchange, wish, reader, until: deadline)
        } catch {
            poll.group.abandon(poll)
            throw error
        }
    }

    /// Lets the poll in, or refuses what it names.
    private func enter(
        _ namespace: Namespace, _ name: String, _ member: String, _ wish: PollWish, _ call: Call
    ) throws(Problem) -> GroupPoll {
        var request = PollRequest(member: member, topics: wish.topics, wait: wish.wait)
        let group = name.withByteView { namespace.group($0) }
        if let token = wish.after {
            guard let group else { throw missing(group: name, namespace) }
            try token.check(group, member)
            if let epoch = wish.epoch, epoch != token.epoch {
                throw Problem(
                    .repeatedOption, "after is of epoch \(token.epoch), and epoch says \(epoch).",
                    fix: "Leave epoch out; after has it.")
            }
            request.after = PollCommand.After(epoch: token.epoch, ends: token.ends)
        } else if let epoch = wish.epoch {
            guard group != nil else { throw missing(group: name, namespace) }
            request.after = PollCommand.After(epoch: epoch)
        } else if let topics = wish.topics {
            try require(topics, in: namespace)
        }
        do throws(Refused) {
            guard let group else { return try namespace.poll(group: name, request) }
            return try group.poll(request)
        } catch { throw Problem(error, namespace) }
    }

    private func answer(
        _ exchange: Exchange, _ wish: PollWish, _ reader: consuming GroupReader, until deadline: Deadline
    ) async throws(Problem) {
        var reader = reader
        let group = reader.poll.group
        var isOver = wish.wait == .zero
        var decisionsLeft = Self.decisionsMax
        while decisionsLeft > 0 {
            var out = exchange.buffers.take(reader.answerBytes(atMost: wish.bytesMax))
            var budget = LineBudget(messages: wish.messagesMax, bytes: wish.bytesMax)
            if wish.form == .json { out.append("{\"batches\":[") }
            do throws(Problem) { try await reader.fill(&out, wish.form, &budget) } catch {
                exchange.buffers.give(out)
                throw error
            }
            let isWhole = budget.taken > 0 || isOver || wish.filter != nil && !reader.isUpToDate
            if !reader.isLost, isWhole {
                switch group.deliver(reader.poll, reader.ends) {
                case .go: return await finish(exchange, wish, reader, taking: out)
                case .ended(let end):
                    exchange.buffers.give(out)
                    throw Problem(end)
                case .again: break
                }
            }
            // Whoever waits holds no buffer.
            exchange.buffers.give(out)
            if !reader.isLost, !isWhole {
                switch await reader.wait(on: exchange, until: deadline) {
                case .signalled: break
                case .deadline, .stopping: isOver = true
                case .clientGone:
                    // It is answered all the same, should it still read; what is there goes to its next poll.
                    return await finishEmpty(exchange, wish, reader)
                }
                if let end = reader.poll.ticket.end { throw Problem(end) }
                if !reader.poll.ticket.isStale { continue }
            }
            reader.follow(
                try again(reader.poll, wait: isOver ? .zero : exchange.loop.rest(until: deadline)))
            decisionsLeft -= 1
        }
        throw Problem(BrokerError.stale)
    }

    /// Decisions that one poll may take: each follows a change of the group.
    private static var decisionsMax: Int { 1_000 }

    /// Answers with the messages that were rendered.
    private func finish(
        _ exchange: Exchange, _ wish: PollWish, _ reader: GroupReader, taking page: consuming ByteBuffer
    ) async {
        var out = page
        let isLarge = out.count >= Limits.gzipBytesMin
        if wish.form == .json { reader.writeEnd(into: &out) }
        let gate = reader.poll.gate
        if isLarge, ContentCoding.acceptsGzip(exchange.known(.acceptEncoding)) {
            let stored = await node.compressed(out)
            return exchange.answer(
                .ok, wish.form.type, gate: gate, length: stored.byteCount,
                fields: {
                    reader.writeFields(wish.form, stored.isCompressed ? "gzip" : nil, into: &$0)
                },
                body: { body in
                    for part in stored.parts { body.append(SharedBytes(part.bytes, of: part.owner)) }
                })
        }
        exchange.answer(
            .ok, wish.form.type, gate: gate, fields: { reader.writeFields(wish.form, nil, into: &$0) },
            taking: out)
    }

    /// Answers a client that is taken to be gone: nothing is handed out, and nobody waits for it.
    private func finishEmpty(_ exchange: Exchange, _ wish: PollWish, _ reader: GroupReader) async {
        reader.poll.group.abandon(reader.poll)
        var out = exchange.buffers.take(4096)
        if wish.form == .json { out.append("{\"batches\":[") }
        await finish(exchange, wish, GroupReader(reader.poll, turn: reader.turnLog, filter: nil), taking: out)
    }

    /// Decides again, with nothing more to commit.
    private func again(_ poll: GroupPoll, wait: Interval) throws(Problem) -> GroupPoll {
        let request = PollRequest(
            member: poll.memberName, after: PollCommand.After(epoch: poll.polled.epoch), wait: wait)
        let group = poll.group
        do throws(Refused) { return try group.poll(again: poll, request) } catch {
            if error.reason == .stale, group.isGone { throw missing(group: group.name, group.namespace) }
            throw Problem(error, group.namespace)
        }
    }
}

extension EventLoop {
    /// How long it is until a deadline.
    fileprivate func rest(until deadline: Deadline) -> Interval {
        guard deadline > now else { return .zero }
        return Interval(milliseconds: Int64((deadline.nanoseconds - now.nanoseconds) / 1_000_000))
    }
}

extension BatchWriter.Form {
    fileprivate var type: MediaType { self == .json ? .json : .ndjson }
}
