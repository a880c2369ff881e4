internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Receiving from a queue and settling what was received.
extension Interface {
    func receive(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let exchange = call.exchange
        let queue = try queue(call)
        let wish = try ReceiveWish(options, try await exchange.readControlBody(), queue)
        let (taken, outcomes) = try await take(wish, from: queue, on: exchange)
        var out = exchange.buffers.take(taken.value.isEmpty ? 4096 : 64 * 1024)
        out.append("{\"messages\":[")
        var renderer = LineRenderer(.array)
        let writer = LeaseWriter(queue: queue, taken.value)
        try await visit(taken.value, of: queue) { run, leased in
            var budget = LineBudget(messages: leased.limit - max(leased.first, run.first))
            _ = renderer.render(
                run, from: leased.first, budget: &budget, into: &out,
                splice: { offset, out in writer.write(offset, leased, into: &out) })
        }
        out.append("]")
        if let active = taken.value.standbyFor {
            JSONWriter.member("standby", true, into: &out)
            JSONWriter.member("active_consumer", active, into: &out)
        }
        if let settles = wish.settles {
            JSONWriter.name("settled", into: &out)
            settles.write(outcomes, into: &out)
        }
        out.append("}\n")
        let lost = wish.settles?.lostCount(outcomes) ?? 0
        exchange.answer(
            lost == 0 ? .ok : .multiStatus, .json, gate: taken.gate, fields: { $0.noStore() }, taking: out)
    }

    func receiveNext(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let queue = try queue(call)
        let wish = try ReceiveWish(options)
        let acksAtOnce = try options.choice(.ack, of: ["manual", "auto"]) == 1
        guard try await exchange.readControlBody().isEmpty else {
            throw Problem(.invalidBody, "This path takes no body.", fix: "Send the options in the query.")
        }
        let (taken, _) = try await take(wish, from: queue, on: exchange)
        guard let leased = taken.value.runs.first else { return exchange.answerNothing(gate: taken.gate) }
        var gate = taken.gate
        if acksAtOnce {
            let item = SettleItem(
                lane: leased.lane, offset: leased.first, generation: leased.generation, verb: .ack)
            do throws(Refused) { gate = try queue.settle([item]).gate } catch { throw Problem(error) }
        }
        let writer = LeaseWriter(queue: queue, taken.value)
        try await visit(taken.value, of: queue) { run, leased in
            RawMessage.answer(exchange, run, leased.first, gate: gate) { fields in
                fields.noStore()
                writer.writeFields(leased.first, leased, isAcked: acksAtOnce, into: &fields)
            }
        }
    }

    func settle(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        var settles = SettleBody()
        var members = try SettleBody.members(of: try await call.exchange.readControlBody())
        try settles.read(&members, of: queue)
        let outcomes = try settle(settles.items, of: queue)
        let lost = settles.lostCount(outcomes.value)
        if lost > 0, lost == settles.count {
            throw Problem(lostOf: lost, settles, outcomes)
        }
        call.exchange.answerJSON(lost == 0 ? .ok : .multiStatus, gate: outcomes.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.name("results", into: &out)
            settles.write(outcomes.value, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func ackLease(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        try settleOne(call, .ack, try queue(call))
    }

    func nackLease(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        // The path may move while the body is read.
        let token = call.path[call.parameters.second].array
        var reason: String?
        let verb = try SettleVerb(nack: try await call.exchange.readControlBody(), &reason)
        try token.withByteView { token throws(Problem) in try settleOne(call, token, verb, queue, reason) }
    }

    func extendLease(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let token = call.path[call.parameters.second].array
        let verb = try SettleVerb(extend: try await call.exchange.readControlBody(), of: queue)
        try token.withByteView { token throws(Problem) in try settleOne(call, token, verb, queue) }
    }

    func rejectLease(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let token = call.path[call.parameters.second].array
        var reason: String?
        let verb = try SettleVerb(reject: try await call.exchange.readControlBody(), &reason)
        try token.withByteView { token throws(Problem) in try settleOne(call, token, verb, queue, reason) }
    }

    func deferLease(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let token = call.path[call.parameters.second].array
        var members = try BodyReader(try await call.exchange.readControlBody(), known: [])
        if let member = try members.next() { throw members.unknown(member) }
        try token.withByteView { token throws(Problem) in try settleOne(call, token, .setAside, queue) }
    }

    private func settleOne(_ call: Call, _ verb: SettleVerb, _ queue: Queue) throws(Problem) {
        try settleOne(call, call.path[call.parameters.second], verb, queue)
    }

    private func settleOne(
        _ call: Call, _ token: ByteView, _ verb: SettleVerb, _ queue: Queue, _ reason: String? = nil
    ) throws(Problem) {
        var scratch = ByteBuffer()
        var item = queue.item(for: token, verb, scratch: &scratch)
        item?.reason = reason
        let outcomes = try settle(item.map { [$0] } ?? [], of: queue)
        guard let outcome = outcomes.value.first, outcome.isSettled else {
            var problem = Problem(BrokerError.leaseLost)
            problem.gate = outcomes.gate
            throw problem
        }
        call.exchange.answerJSON(gate: outcomes.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("result", ByteView(outcome.name), into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    private func settle(_ items: [SettleItem], of queue: Queue) throws(Problem) -> Gated<[SettleOutcome]> {
        if items.isEmpty { return Gated([], gate: node.gateNow()) }
        do throws(Refused) { return try queue.settle(items) } catch { throw Problem(error) }
    }
}

extension Problem {
    /// Every lease of a settle was lost.
    fileprivate init(lostOf count: Int, _ settles: SettleBody, _ outcomes: Gated<[SettleOutcome]>) {
        self.init(
            .leaseLost, count == 1 ? "The lease ended before." : "All \(count) leases ended before.",
            fix: "Drop the work; its messages were or will be handed out again.")
        var results = ByteBuffer()
        settles.write(outcomes.value, into: &results)
        extra = ("results", results.bytes.string)
        gate = outcomes.gate
    }
}
