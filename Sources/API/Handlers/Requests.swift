internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Request and reply over a queue.
extension Interface {
    func request(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let queue = try queue(call)
        let wish = try PublishWish(options, partitions: nil)
        let wait = try options.duration(.wait, atMost: Limits.waitMax) ?? Limits.requestWaitDefault
        let deadline = exchange.loop.deadline(after: wait)
        var repeating: RepeatWish?
        let suffix = try await composeRaw(
            call, &options, wish, &repeating, requiresJSON: queue.settings.validate == .json)
        do throws(Refused) { try await queue.waitForRoom() } catch { throw Problem(error) }
        var traits = wish.traits
        traits.ttl = Interval(
            milliseconds: wait.milliseconds + Limits.requestGraceTime.milliseconds)
        traits.isRequest = true
        var asked: Gated<RequestTicket>?
        var refusal: Refused?
        let wake = await exchange.park(until: deadline) { waiter in
            do throws(Refused) {
                asked = try queue.request(
                    suffix: suffix.bytes, traits: traits, loop: exchange.loop.index
                ) { waiter.signal() }
            } catch {
                refusal = error
                waiter.signal()
            }
        }
        exchange.buffers.give(suffix)
        if let refusal { throw Problem(refusal) }
        guard let ticket = asked?.value else { throw Problem(.noReply, "Nobody was asked.") }
        if wake == .signalled, let reply = ticket.take() { return answer(exchange, reply, ticket, of: queue) }
        let withdrawn = queue.withdraw(ticket)
        // It may have come in that very moment.
        if let reply = ticket.take() { return answer(exchange, reply, ticket, of: queue) }
        throw Problem(noReplyWithin: wait, isWithdrawn: withdrawn.value).held(by: withdrawn.gate)
    }

    private func answer(
        _ exchange: Exchange, _ reply: RequestTicket.Reply, _ ticket: RequestTicket, of queue: Queue
    ) {
        reply.suffix.withByteView { suffix in
            RawMessage.answer(exchange, suffix: suffix, gate: reply.gate) { fields in
                fields.noStore()
                fields.append("Martlet-Id: ")
                MessageID(queue: queue.id, place: ticket.place).write(into: &fields)
                fields.append("\r\n")
            }
        }
    }

    func replyToLease(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        // The path may move while the body is read.
        let token = call.path[call.parameters.second].array
        var repeating: RepeatWish?
        let suffix = try await composeRaw(
            call, &options, try PublishWish(options, partitions: nil), &repeating, requiresJSON: false)
        let stored = suffix.bytes.array
        call.exchange.buffers.give(suffix)
        var scratch = ByteBuffer()
        let item = token.withByteView { queue.item(for: $0, .ack, scratch: &scratch) }
        guard let item else { throw Problem(BrokerError.leaseLost).held(by: node.gateNow()) }
        let result: Gated<(outcome: SettleOutcome, isDelivered: Bool)>
        do throws(Refused) { result = try queue.reply(item, suffix: stored) } catch { throw Problem(error) }
        guard result.value.outcome.isSettled else {
            throw Problem(BrokerError.leaseLost).held(by: result.gate)
        }
        call.exchange.answerJSON(gate: result.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("result", ByteView(result.value.outcome.name), into: &out)
            JSONWriter.member("delivered", result.value.isDelivered, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }
}

extension Problem {
    /// Nobody answered a request in time.
    fileprivate init(noReplyWithin wait: Interval, isWithdrawn: Bool) {
        let waited = DurationText.string(wait)
        self.init(
            .noReply,
            isWithdrawn
                ? "Nobody took the request within \(waited); it is withdrawn."
                : "Whoever took the request has not answered within \(waited).",
            fix: "Ask again, or give a longer wait, at most \(DurationText.string(Limits.waitMax)).")
    }
}
