import Base
import Broker
import LogFormat
import Node
import TestSupport

/// An exchange as its clients know it.
struct OracleExchange {
    struct Way {
        let name: String
        let key: String
        let target: EntityID
    }

    let id: EntityID
    let name: String
    let type: ExchangeType
    var ways: [Way] = []

    /// Where a message must go.
    func targets(of key: String) -> [EntityID] {
        var found: [EntityID] = []
        for way in ways where type == .fanout || way.key == key {
            if !found.contains(way.target) { found.append(way.target) }
        }
        return found
    }
}

extension OracleState {
    func exchange(_ name: String) -> Int? { exchanges.firstIndex { $0.name == name } }

    /// Bindings go with what they lead to.
    mutating func dropWays() {
        let there = topics.map(\.id) + queues.map(\.id)
        for index in exchanges.indices { exchanges[index].ways.removeAll { !there.contains($0.target) } }
    }
}

/// Exchanges of the default namespace: all of a message's destinations get it, or none.
extension NodeSimulation {
    private static let exchangeTypes: [(name: String, type: ExchangeType)] = [
        ("all", .fanout), ("some", .direct),
    ]

    /// A client of exchanges does one thing.
    func fan(_ node: Node) {
        guard let namespace = "default".withByteView({ node.namespace($0) }),
            let (name, type) = pick(Self.exchangeTypes)
        else { return }
        oracle.state.dropWays()
        guard let exchange = name.withByteView({ namespace.exchange($0) }) else {
            return declareExchange(name, type, namespace)
        }
        guard let index = oracle.state.exchange(name) else { return fail("nobody declared \(name)") }
        switch number(0...9) {
        case 0..<3: bind(exchange, index, namespace)
        case 3 where chance(2): unbind(exchange, index)
        default:
            let (life, key, isMandatory) = (life, "k\(number(0...2))", chance(4))
            lineNumber += 1
            let lines = LineBlock([Array("\"value\":{\"n\":\(lineNumber)}}\n".utf8)])
            start("publish to \(name)") { [self] in
                await publish(lines, key, isMandatory, to: exchange, in: life, node)
            }
        }
    }

    private func declareExchange(_ name: String, _ type: ExchangeType, _ namespace: Namespace) {
        do throws(Refused) {
            let declared = try namespace.declareExchange(name, ExchangeWish(type: type))
            guard let id = declared.value.value.id else { return fail("\(name) has no id") }
            oracle.state.exchanges.append(OracleExchange(id: id, name: name, type: type))
            answer(declared.gate, "exchange \(name)")
        } catch { refused(error, "exchange \(name)", isExpected: false) }
    }

    private func bind(_ exchange: MessageExchange, _ index: Int, _ namespace: Namespace) {
        let name = "b\(number(0...4))"
        let key = exchange.settings.type == .direct ? "k\(number(0...2))" : ""
        let target: BindingTarget
        let id: EntityID
        if chance(2), let queue = pick(namespace.queues()) {
            (target, id) = (BindingTarget(.queue, queue.name), queue.id)
        } else if let topic = pick(namespace.topics()) {
            (target, id) = (BindingTarget(.topic, topic.name), topic.id)
        } else {
            return
        }
        var wish = BindingWish(target: target)
        if !key.isEmpty { wish.routingKey = key }
        do throws(Refused) {
            let bound = try exchange.bind(name, wish)
            oracle.state.exchanges[index].ways.removeAll { $0.name == name }
            oracle.state.exchanges[index].ways.append(
                OracleExchange.Way(name: name, key: key, target: id))
            answer(bound.gate, "bind \(exchange.name) to \(target.name)")
        } catch { refused(error, "bind \(exchange.name) to \(target.name)", isExpected: false) }
    }

    private func unbind(_ exchange: MessageExchange, _ index: Int) {
        guard let way = pick(oracle.state.exchanges[index].ways) else { return }
        do throws(Refused) {
            let gate = try exchange.unbind(way.name)
            oracle.state.exchanges[index].ways.removeAll { $0.name == way.name }
            answer(gate, "unbind \(way.name) of \(exchange.name)")
        } catch { refused(error, "unbind \(way.name)", isExpected: false) }
    }

    // MARK: messages

    private func publish(
        _ lines: LineBlock, _ key: String, _ isMandatory: Bool, to exchange: MessageExchange, in life: Life,
        _ node: Node
    ) async {
        var text = ByteBuffer()
        text.append(key)
        let routed = exchange.route(key: text.bytes, line: lines.bytes)
        let block = FanBlock(routed: routed, count: 1, suffixes: lines.bytes, routingKey: text.bytes)
        let what = "publish \(key) to \(exchange.name)"
        do throws(Refused) {
            let fanned = try await exchange.publish([block], isMandatory: isMandatory)
            if life.isDead { return }
            if fanned.value.timestamp != node.now() { fail("\(what): another time than the shard's") }
            take(
                fanned.value.places, fanned.value.totals.copies, key, lines, of: exchange,
                fanned.value.timestamp, fanned.gate.sequence)
            tally.fanned += fanned.value.totals.copies
            observeTickets(node)
            answer(fanned.gate, what)
        } catch {
            if life.isDead { return }
            let isExpected = isExpected(error.reason, routed, key, isMandatory, of: exchange)
            refused(error, what, isExpected: isExpected || isOfLoad(error.reason))
        }
        withExtendedLifetime(lines) {}
    }

    /// Whether the oracle would refuse a message for the same reason.
    func isExpected(
        _ error: BrokerError, _ routed: Routed, _ key: String, _ isMandatory: Bool,
        of exchange: MessageExchange
    ) -> Bool {
        oracle.state.dropWays()
        let index = oracle.state.exchange(exchange.name)
        let targets = index.map { oracle.state.exchanges[$0].targets(of: key) }
        switch error {
        case .unroutable: return isMandatory && targets?.isEmpty ?? false
        case .stale: return hasChanged(routed, key, exchange)
        default: return false
        }
    }

    /// Whether something about the way of a message is not as it was.
    private func hasChanged(_ routed: Routed, _ key: String, _ exchange: MessageExchange) -> Bool {
        let now = key.withByteView { exchange.route(key: $0, line: .empty) }
        if now.routes != routed.routes { return true }
        return routed.targets.contains { target in
            guard case .topic(let topic) = target else { return false }
            return topic.name.withByteView { topic.namespace.topic($0) } !== topic
        }
    }

    /// Takes the copies of a message into the oracle: one in each queue and topic that it must reach.
    func take(
        _ places: [Fanned.Place], _ copies: Int, _ key: String, _ lines: LineBlock,
        of exchange: MessageExchange, _ timestamp: Instant, _ sequence: JournalSequence
    ) {
        oracle.state.dropWays()
        guard let index = oracle.state.exchange(exchange.name) else { return fail("its exchange is gone") }
        let targets = oracle.state.exchanges[index].targets(of: key)
        if places.count != targets.count || copies != targets.count {
            return fail("\(exchange.name): \(places.count) copies instead of \(targets.count)")
        }
        for place in places {
            if let partition = place.partition {
                guard
                    let topic = oracle.state.topics.firstIndex(where: {
                        targets.contains($0.id) && $0.name == place.owner
                    })
                else { return fail("\(exchange.name): nothing leads to the topic \(place.owner)") }
                let end = oracle.state.topics[topic].logs[partition].lines.count
                check(
                    oracle.state.topics[topic].logs[partition].append(
                        lines.lines, first: Offset(UInt64(end)), timestamp: timestamp, sequence: sequence))
            } else {
                guard
                    let queue = oracle.state.queues.firstIndex(where: {
                        targets.contains($0.id) && $0.name == place.owner
                    })
                else { return fail("\(exchange.name): nothing leads to the queue \(place.owner)") }
                let end = oracle.state.queues[queue].messages.count
                check(
                    oracle.state.queues[queue].append(
                        lines.lines, first: Offset(UInt64(end)), timestamp: timestamp, sequence: sequence))
            }
        }
    }

    /// Compares exchanges and their bindings with what clients declared.
    func compareExchanges(_ node: Node) {
        guard let namespace = "default".withByteView({ node.namespace($0) }) else { return }
        oracle.state.dropWays()
        let known = oracle.state.exchanges.sorted { $0.name < $1.name }
        if namespace.exchanges().map(\.name) != known.map(\.name) {
            return fail("exchanges \(namespace.exchanges().map(\.name))")
        }
        for (exchange, known) in zip(namespace.exchanges(), known) {
            let ways = known.ways.sorted { $0.name < $1.name }
            let found = exchange.bindings()
            let isSame =
                found.map(\.name) == ways.map(\.name) && found.map(\.binding.target) == ways.map(\.target)
                && found.map(\.binding.routingKey) == ways.map(\.key)
            if !isSame { fail("bindings of \(exchange.name): \(found.map(\.name))") }
        }
    }
}
