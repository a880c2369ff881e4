import Base
import Broker
import LogFormat
import LogStore
import Node
import TestSupport

/// One change of a transaction as its client sends it.
enum SentPart {
    case publish(Topic, partition: Int, LineBlock, expecting: Offset?)
    case send(Queue, LineBlock)
    case settle(Queue, [SettleItem])
    case fan(SentFan)

    var request: TransactionRequest.Part {
        switch self {
        case .publish(let topic, let partition, let lines, let offset):
            var block = PublishBlock(
                partition: partition, count: lines.lines.count, suffixes: lines.bytes, expectedOffset: offset)
            if topic.isCompacted { block.keys = lines.hashed(by: topic.keyHasher) }
            return .publish(topic, block)
        case .send(let queue, let lines):
            let block = PublishBlock(partition: 0, count: lines.lines.count, suffixes: lines.bytes)
            return .send(queue, block, MessageTraits())
        case .settle(let queue, let items): return .settle(queue, items)
        case .fan(let fan): return .fan(fan.part, fan.lines.bytes)
        }
    }

    /// Lines that it brings to a log.
    func count(for log: LogID) -> Int {
        switch self {
        case .publish(let topic, let partition, let lines, _):
            topic.log(partition).id == log ? lines.lines.count : 0
        case .send(let queue, let lines): queue.log.id == log ? lines.lines.count : 0
        case .settle: 0
        case .fan(let fan): fan.part.logs.count { $0 == log }
        }
    }
}

/// A message through an exchange as its client sends it.
struct SentFan {
    let exchange: MessageExchange
    let key: String
    let isMandatory: Bool
    let lines: LineBlock
    let routed: Routed
    let part: RoutedPart

    /// Routed by the tables of now.
    init(_ exchange: MessageExchange, key: String, isMandatory: Bool, _ lines: LineBlock) {
        self.exchange = exchange
        self.key = key
        self.isMandatory = isMandatory
        self.lines = lines
        let (routed, part) = key.withByteView { key in
            let routed = exchange.route(key: key, line: lines.bytes)
            let block = FanBlock(routed: routed, count: 1, suffixes: lines.bytes, routingKey: key)
            return (routed, exchange.part(block, isMandatory: isMandatory))
        }
        self.routed = routed
        self.part = part
    }
}

extension NodeSimulation {
    /// Publishes to topics and queues and settles leases, all or nothing.
    func transact(_ node: Node) {
        guard let namespace = namespace(node) else { return }
        var parts: [SentPart] = []
        for _ in 0..<number(1...5) { if let part = part(of: namespace) { parts.append(part) } }
        guard !parts.isEmpty else { return }
        let (life, all) = (life, parts)
        start("transaction") { [self] in await transact(all, of: namespace, in: life, node) }
    }

    private func part(of namespace: Namespace) -> SentPart? {
        switch number(0...3) {
        case 0:
            guard let topic = pick(namespace.topics()) else { return nil }
            let partition = number(0...(topic.partitionCount - 1))
            var expected: Offset?
            if chance(6) {
                let known = oracle.state.log(topic.log(partition).id)?.lines.count ?? 0
                expected = Offset(UInt64(max(0, known + number(-1...2))))
            }
            return .publish(topic, partition: partition, fewLines(), expecting: expected)
        case 1: return pick(namespace.queues()).map { .send($0, fewLines()) }
        case 2:
            guard let exchange = pick(namespace.exchanges()) else { return nil }
            lineNumber += 1
            let lines = LineBlock([Array("\"value\":{\"n\":\(lineNumber)}}\n".utf8)])
            return .fan(
                SentFan(exchange, key: "k\(number(0...2))", isMandatory: chance(4), lines))
        default:
            guard let queue = pick(namespace.queues()) else { return nil }
            let held = leases.filter { $0.queue == queue.id }.suffix(12)
            var items: [SettleItem] = []
            for lease in held.shuffled(using: &random).prefix(number(1...3)) {
                let verb = chance(4) ? SettleVerb.nack(failed: chance(2)) : .ack
                items.append(SettleItem(offset: lease.offset, generation: lease.generation, verb: verb))
            }
            return items.isEmpty ? nil : .settle(queue, items)
        }
    }

    private func transact(
        _ parts: [SentPart], of namespace: Namespace, in life: Life, _ node: Node
    ) async {
        let text = "transaction of \(parts.count)"
        do throws(Refused) {
            let done = try await namespace.transact(TransactionRequest(parts: parts.map(\.request)))
            if life.isDead { return }
            if done.value.isRepeated { fail("\(text): it was never carried out") }
            take(parts, done, node)
            tally.transactions += 1
            observeTickets(node)
            answer(done.gate, text)
        } catch {
            if life.isDead { return }
            observeTickets(node)
            refused(error, text, isExpected: isExpected(error.reason, parts, now: node.now()))
        }
        withExtendedLifetime(parts) {}
    }

    /// Takes all of it into the oracle.
    private func take(_ parts: [SentPart], _ done: Gated<Transacted>, _ node: Node) {
        if done.value.timestamp != node.now() { fail("a transaction has another time than the shard") }
        var places = done.value.places[...]
        for part in parts {
            var first = Offset.zero
            if case .appended(let stored)? = places.first?.stored { first = stored.first }
            switch part {
            case .publish(let topic, let partition, let lines, let expected):
                guard let index = oracle.state.topic(topic.id) else { return fail("its topic is gone") }
                if let expected, expected != first { fail("a transaction: not the offset expected") }
                check(
                    oracle.state.topics[index].logs[partition].append(
                        lines.lines, first: first, timestamp: done.value.timestamp,
                        sequence: done.gate.sequence))
                places = places.dropFirst()
                tally.published += lines.lines.count
            case .send(let queue, let lines):
                guard let index = oracle.state.queue(queue.id) else { return fail("its queue is gone") }
                check(
                    oracle.state.queues[index].append(
                        lines.lines, first: first, timestamp: done.value.timestamp,
                        sequence: done.gate.sequence))
                places = places.dropFirst()
                tally.published += lines.lines.count
            case .fan(let fan):
                guard case .fanned(let copies, let named)? = places.popFirst()?.stored else {
                    return fail("a transaction does not say where a message went")
                }
                take(
                    named, copies, fan.key, fan.lines, of: fan.exchange, done.value.timestamp,
                    done.gate.sequence)
                tally.fanned += copies
            case .settle(let queue, let items):
                guard let index = oracle.state.queue(queue.id) else { return fail("its queue is gone") }
                let outcomes = items.map { $0.verb == .ack ? SettleOutcome.acked : .nacked }
                check(oracle.state.queues[index].settle(items, outcomes, now: node.now()))
            }
        }
        if !places.isEmpty { fail("a transaction stored more than it was given") }
    }

    /// Whether the oracle would refuse it for the same reason.
    private func isExpected(_ error: BrokerError, _ parts: [SentPart], now: Instant) -> Bool {
        guard case .part(let place, let reason) = error else { return isOfLoad(error) }
        switch (reason, parts[place]) {
        case (.stale, .publish(let topic, _, _, _)):
            return topic.name.withByteView { topic.namespace.topic($0) } !== topic
        case (.stale, .send(let queue, _)), (.stale, .settle(let queue, _)):
            return oracle.state.queue(queue.id) == nil
        case (.expectedOffset(let actual), .publish(let topic, let partition, _, let expected)):
            let log = topic.log(partition).id
            let before = parts[..<place].reduce(0) { $0 + $1.count(for: log) }
            let known = (oracle.state.log(log)?.lines.count ?? 0) + before
            return known == Int(actual.rawValue) && expected != nil && expected != actual
        case (_, .fan(let fan)):
            return isExpected(reason, fan.routed, fan.key, fan.isMandatory, of: fan.exchange)
        case (.namedTwice, .settle(let queue, _)):
            var seen: Set<Offset> = []
            for case .settle(let other, let items) in parts where other === queue {
                for item in items where !seen.insert(item.offset).inserted { return true }
            }
            return false
        case (.leaseLost, .settle(let queue, let items)):
            return items.contains { mayBecome(.lost, $0, of: queue, now: now) }
        case (.leaseSettled(let outcome), .settle(let queue, let items)):
            return items.contains { mayBecome(outcome, $0, of: queue, now: now) }
        default: return false
        }
    }

    private func mayBecome(
        _ outcome: SettleOutcome, _ item: SettleItem, of queue: Queue, now: Instant
    ) -> Bool {
        guard let index = oracle.state.queue(queue.id) else { return true }
        var copy = oracle.state.queues[index]
        return copy.settle([item], [outcome], now: now) == nil
    }
}
