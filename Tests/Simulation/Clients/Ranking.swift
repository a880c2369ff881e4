import Base
import Broker
import LogFormat
import Node
import TestSupport

/// What has a namespace of its own, where nobody but its own clients does anything.
struct OracleSide {
    var namespace: EntityID?
    var ranked: OracleRanked?
    /// The topic that schedules send to.
    var ticks: (id: EntityID, log: LogID)?
    var schedules: [String] = []
    var logs: [LogID] = []
}

extension NodeSimulation {
    static let sideName = "side"

    /// The namespaces where anybody does anything.
    func worlds(_ node: Node) -> [Namespace] { node.namespaces().filter { $0.name != Self.sideName } }

    func side(_ node: Node) -> Namespace? { Self.sideName.withByteView { node.namespace($0) } }

    /// A client of the queue with priorities does one thing.
    func rank(_ node: Node) {
        guard let namespace = side(node) else { return declareSide(node) }
        guard let queue = "ranked".withByteView({ namespace.queue($0) }) else {
            return declareRanked(namespace)
        }
        switch number(0...9) {
        case 0..<4: publishRanked(queue, node)
        case 4..<8: receiveRanked(queue, node)
        default: ackRanked(queue, node)
        }
    }

    func declareSide(_ node: Node) {
        do throws(Refused) {
            let declared = try node.declareNamespace(Self.sideName)
            oracle.state.side.namespace = declared.value.value.id
            answer(declared.gate, "namespace side")
        } catch { refused(error, "namespace side", isExpected: false) }
    }

    private func declareRanked(_ namespace: Namespace) {
        var wish = QueueWish(lease: .seconds(8), maxDeliveries: .none)
        wish.lanes.priorities = 3
        wish.lanes.lowestFirstEvery = .none
        do throws(Refused) {
            let declared = try namespace.declareQueue("ranked", wish)
            let queue = declared.value.value
            oracle.state.side.ranked = OracleRanked(id: queue.id)
            for priority in 0..<3 {
                if let log = queue.log(ofPriority: UInt8(priority)) { oracle.state.side.logs.append(log.id) }
            }
            answer(declared.gate, "queue ranked")
        } catch { refused(error, "queue ranked", isExpected: false) }
    }

    private func publishRanked(_ queue: Queue, _ node: Node) {
        let block = fewLines()
        let traits = block.lines.map { _ in
            MessageTraits(
                delay: chance(4) ? .by(Interval(milliseconds: Int64(number(1...6_000)))) : nil,
                ttl: chance(2) ? Interval(milliseconds: Int64(number(1...15_000))) : nil,
                priority: UInt8(number(0...2)))
        }
        let life = life
        start("publish ranked") { [self] in
            do throws(Refused) {
                let published = try await queue.publish(
                    count: block.lines.count, suffixes: block.bytes, each: traits)
                if life.isDead { return }
                let value = published.value
                let places =
                    value.places.isEmpty
                    ? (0..<value.count).map {
                        LaneOffset(lane: UInt16(value.first.partition), value.first.first + $0)
                    } : value.places
                if places.count != traits.count { fail("ranked: \(places.count) places") }
                for (place, traits) in zip(places, traits) where place.lane != UInt16(2 - traits.priority) {
                    fail("ranked: priority \(traits.priority) went to lane \(place.lane)")
                }
                oracle.state.side.ranked?.add(places, traits, at: value.timestamp)
                tally.ranked += places.count
                answer(published.gate, "publish ranked \(places.count)")
            } catch {
                if life.isDead { return }
                refused(error, "publish ranked", isExpected: isOfLoad(error.reason))
            }
            withExtendedLifetime(block) {}
        }
    }

    private func receiveRanked(_ queue: Queue, _ node: Node) {
        let max = chance(3) ? number(2...8) : 1
        let now = node.now()
        do throws(Refused) {
            let received = try queue.receive(ReceiveRequest(max: max))
            check(oracle.state.side.ranked?.grant(received.value, max: max, now: now))
            for run in received.value.runs {
                for index in 0..<Int(run.count) {
                    rankedLeases.append(
                        SettleItem(
                            lane: run.lane, offset: run.first + index, generation: run.generation, verb: .ack)
                    )
                }
            }
            answer(received.gate, "receive \(received.value.count) of ranked")
        } catch { refused(error, "receive of ranked", isExpected: false) }
    }

    private func ackRanked(_ queue: Queue, _ node: Node) {
        let items = Array(rankedLeases.suffix(10).shuffled(using: &random).prefix(number(1...3)))
        if items.isEmpty { return }
        let now = node.now()
        do throws(Refused) {
            let outcomes = try queue.settle(items)
            check(oracle.state.side.ranked?.ack(items, outcomes.value, now: now))
            answer(outcomes.gate, "ack \(outcomes.value) of ranked")
        } catch { refused(error, "ack of ranked", isExpected: false) }
    }

    /// Compares what is there with what clients know.
    func compareSide(_ node: Node) {
        let known = oracle.state.side
        guard let namespace = side(node) else {
            if known.namespace != nil { fail("the namespace side is gone") }
            return
        }
        if namespace.id != known.namespace { return fail("the namespace side is another one") }
        let queue = "ranked".withByteView { namespace.queue($0) }
        if queue?.id != known.ranked?.id { fail("the queue ranked is not as declared") }
        if let queue, let counts = try? queue.counts().value {
            check(known.ranked?.mismatch(counts, now: node.now()))
        }
        compareSchedules(namespace)
    }

    /// Receives all that must be there: each message once, and none that is past its time.
    func drainSide(_ node: Node) {
        guard let namespace = side(node), let queue = "ranked".withByteView({ namespace.queue($0) }) else {
            return
        }
        for _ in 0..<1_000 where failure == nil {
            let now = node.now()
            do throws(Refused) {
                let received = try queue.receive(ReceiveRequest(max: 50))
                // All leases have ended, and all delays are over.
                for index in oracle.state.side.ranked?.messages.indices ?? 0..<0 {
                    oracle.state.side.ranked?.messages[index].leasedUntil = nil
                }
                check(oracle.state.side.ranked?.grant(received.value, max: 50, now: now))
                let items = received.value.runs.flatMap { run in
                    (0..<Int(run.count)).map {
                        SettleItem(
                            lane: run.lane, offset: run.first + $0, generation: run.generation, verb: .ack)
                    }
                }
                if items.isEmpty { break }
                let settled = try queue.settle(items)
                check(oracle.state.side.ranked?.ack(items, settled.value, now: now))
                answer(settled.gate, "drained \(items.count) of ranked")
            } catch {
                if isForWantOfRoom(error) { return }
                return fail("draining ranked was refused: \(error.reason)")
            }
        }
        let left = oracle.state.side.ranked?.messages.first { !$0.isAcked && !$0.isGone(at: node.now()) }
        if let left { fail("ranked does not give \(left)") }
    }
}
