internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Publishing to an exchange.
extension Interface {
    /// How often a publish is routed anew because bindings changed meanwhile.
    private static let routingsMax = 20

    func publishToExchange(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        let exchange = try publishable(call)
        let wish = try PublishWish(options, partitions: nil, hasher: exchange.identityHasher)
        let isMandatory = try options.boolean(.mandatory)
        let text = try RoutingText(exchange, options)
        var repeating = try RepeatWish(options, exchange.identityHasher)
        let held = try exchange.hold(repeating)
        defer { exchange.letGo(held) }
        let suffix = try await composeRaw(
            call, &options, wish, &repeating, requiresJSON: false, routing: text.routing)
        let fanned = try await fan(
            suffix.bytes, text, wish.ack, wish.traits, isMandatory: isMandatory, repeating,
            exchange)
        call.exchange.buffers.give(suffix)
        answer(call, fanned, count: nil)
    }

    func publishBatchToExchange(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = try publishable(call)
        let ack = try options.ack()
        let traits = try options.traits(exchange.identityHasher)
        let isMandatory = try options.boolean(.mandatory)
        let text = try RoutingText(exchange, options)
        let form = try BatchForm(call, options)
        var repeating = try RepeatWish(options, exchange.identityHasher)
        let held = try exchange.hold(repeating)
        defer { exchange.letGo(held) }
        let body = try await call.exchange.readWhole(max: bodyBytesMax)
        repeating?.take(body)
        var batch = Batch(from: call.exchange.buffers)
        batch.routing = text.routing
        batch.traits = BatchTraits(traits, exchange.identityHasher)
        try batch.compose(body, form, single: 0, partitions: nil, requiresJSON: false)
        guard batch.count > 0 else {
            batch.giveBack(to: call.exchange.buffers)
            return call.exchange.answerJSON {
                $0.append("{\"published\":0,\"routed\":0,\"unroutable\":0,\"targets\":[]}")
            }
        }
        let fanned = try await fan(
            batch.bytes, text, ack, traits, each: batch.eachTraits, isMandatory: isMandatory, repeating,
            exchange)
        let count = batch.count
        batch.giveBack(to: call.exchange.buffers)
        answer(call, fanned, count: count)
    }

    private func publishable(_ call: Call) throws(Problem) -> MessageExchange {
        let exchange = try messageExchange(call)
        if exchange.settings.isInternal { throw Problem(BrokerError.exchangeInternal(exchange.name)) }
        return exchange
    }

    /// Routes lines and stores them; again when something has changed in between.
    ///
    /// `each` is what queues are told of each message, or empty when that is `traits` of all.
    private func fan(
        _ lines: ByteView, _ text: borrowing RoutingText, _ ack: Ack?, _ traits: MessageTraits,
        each: [MessageTraits] = [], isMandatory: Bool, _ repeating: RepeatWish?, _ exchange: MessageExchange
    ) async throws(Problem) -> Gated<Fanned> {
        var left = Self.routingsMax
        while true {
            left -= 1
            var routing = BatchRouting(exchange, routingKey: text.key, traits, each: each)
            try routing.route(lines)
            let blocks = routing.blocks
            do throws(Refused) {
                return try await exchange.publish(
                    blocks, ack: ack, isMandatory: isMandatory,
                    identity: repeating?.identity(of: exchange.identityTarget))
            } catch {
                guard error.reason == .stale, left > 0 else { throw Problem(error) }
            }
        }
    }

    private func answer(_ call: Call, _ fanned: Gated<Fanned>, count: Int?) {
        let value = fanned.value
        let status: Status =
            value.totals.copies == 0
            ? .ok : value.ack == .flush && value.delayedUntil == nil ? .created : .accepted
        call.exchange.answerJSON(
            status, gate: value.ack == .flush ? fanned.gate : nil,
            fields: {
                $0.noStore()
                if value.isRepeated { $0.append("Idempotency-Replayed: true\r\n") }
            }
        ) { out in
            JSONWriter.openObject(into: &out)
            if let count { JSONWriter.member("published", count, into: &out) }
            JSONWriter.member("routed", value.totals.copies, into: &out)
            if count != nil { JSONWriter.member("unroutable", value.totals.unroutable, into: &out) }
            if value.duplicates > 0 { JSONWriter.member("duplicates", value.duplicates, into: &out) }
            out.append(targets: value.places)
            JSONWriter.member("timestamp", value.timestamp, into: &out)
            JSONWriter.member("durability", ByteView(value.ack.name), into: &out)
            if let until = value.delayedUntil { JSONWriter.member("due_at", until, into: &out) }
            JSONWriter.closeObject(into: &out)
        }
    }
}

extension ByteBuffer {
    /// `"targets":[…]`: the queues and partitions that got messages, as far as they are named.
    mutating func append(targets places: [Fanned.Place]) {
        JSONWriter.name("targets", into: &self)
        JSONWriter.openArray(into: &self)
        for place in places {
            let partition = place.partition.map { "/\($0)" } ?? ""
            JSONWriter.string(
                "\(place.partition == nil ? "queue" : "topic"):\(place.owner)\(partition)", into: &self)
        }
        JSONWriter.closeArray(into: &self)
    }
}

extension MessageExchange {
    /// While a request with an Idempotency-Key is on its way in, no other one with that key may be.
    fileprivate func hold(_ repeating: RepeatWish?) throws(Problem) -> IdentityHash? {
        guard let hash = repeating?.key(of: identityTarget) else { return nil }
        do throws(Refused) { try beginKey(hash) } catch { throw Problem(error) }
        return hash
    }

    fileprivate func letGo(_ held: IdentityHash?) { if let held { endKey(held) } }
}
