import Base
import Broker
import LogFormat
import LogStore
import Node
import TestSupport

/// A prepared message as its client knows it.
struct OraclePrepared {
    let number: UInt64
    let namespace: EntityID
    let target: EntityID
    let isQueue: Bool
    let lines: LineBlock
    let deadline: Instant
    /// How it ended, as far as known.
    var end: PreparedEnded?
}

extension NodeSimulation {
    /// Prepares a message, or ends one that was prepared: maybe in a life before, maybe a second time.
    func prepareOrEnd(_ node: Node) {
        guard let known = pick(oracle.state.prepared.suffix(8)), !chance(3) else { return prepare(node) }
        let life = life
        let commits = !chance(4)
        start(commits ? "commit" : "roll back") { [self] in await end(known, commits, in: life, node) }
    }

    private func prepare(_ node: Node) {
        let time = Interval(milliseconds: Int64(number(1...90_000)))
        let lines = LineBlock([Array("\"value\":\"prepared \(number(0...999))\"}\n".utf8)])
        let life = life
        if chance(2), let (queue, _) = queue(node) {
            start("prepare") { [self] in
                await note(queue.id, queue.namespace, isQueue: true, lines, time, in: life, node) {
                    () async throws(Refused) in
                    try await queue.prepare(lines.bytes, MessageTraits(), for: time)
                }
            }
        } else if let (topic, _) = topic(node) {
            start("prepare") { [self] in
                await note(topic.id, topic.namespace, isQueue: false, lines, time, in: life, node) {
                    () async throws(Refused) in
                    try await topic.prepare(lines.bytes, partition: nil, for: time)
                }
            }
        }
    }

    private func note(
        _ target: EntityID, _ namespace: Namespace, isQueue: Bool, _ lines: LineBlock, _ time: Interval,
        in life: Life, _ node: Node, _ prepare: () async throws(Refused) -> Gated<PreparedReceipt>
    ) async {
        do throws(Refused) {
            let receipt = try await prepare()
            if life.isDead { return }
            let number = receipt.value.number
            if oracle.state.prepared.contains(where: { $0.number == number }) {
                fail("number \(number) was given twice")
            }
            if receipt.value.deadline != node.now() + time { fail("prepared until another time") }
            oracle.state.prepared.append(
                OraclePrepared(
                    number: number, namespace: namespace.id, target: target, isQueue: isQueue, lines: lines,
                    deadline: node.now() + time))
            tally.prepared += 1
            answer(receipt.gate, "prepare \(number)")
        } catch {
            if life.isDead { return }
            let isGone =
                error.reason == .stale
                && (isQueue ? oracle.state.queue(target) == nil : oracle.state.topic(target) == nil)
            refused(error, "prepare", isExpected: isGone || isOfLoad(error.reason))
        }
    }

    private func end(_ known: OraclePrepared, _ commits: Bool, in life: Life, _ node: Node) async {
        let text = "\(commits ? "commit" : "roll back") \(known.number)"
        guard let namespace = worlds(node).first(where: { $0.id == known.namespace }) else { return }
        do throws(Refused) {
            let look =
                try await commits
                ? namespace.commitPrepared(known.number) : namespace.rollBackPrepared(known.number)
            if life.isDead { return }
            guard let index = oracle.state.prepared.firstIndex(where: { $0.number == known.number }),
                let end = look.value.status.end
            else { return fail("\(text): it was never prepared, or has not ended") }
            if end.outcome != (commits ? .committed : .rolledBack) { fail("\(text): \(end.outcome)") }
            if let before = oracle.state.prepared[index].end {
                if before != end { fail("\(text): it ended in another way before") }
                return answer(look.gate, "\(text) again", changed: false)
            }
            oracle.state.prepared[index].end = end
            if commits { append(known, end, look.gate) }
            observeTickets(node)
            answer(look.gate, text)
        } catch {
            if life.isDead { return }
            refused(error, text, isExpected: isExpected(error.reason, known, commits, now: node.now()))
        }
    }

    private func append(_ one: OraclePrepared, _ end: PreparedEnded, _ gate: Gate) {
        tally.published += 1
        if one.isQueue {
            guard let index = oracle.state.queue(one.target) else { return fail("its queue is gone") }
            check(
                oracle.state.queues[index].append(
                    one.lines.lines, first: end.offset, timestamp: end.endedAt, sequence: gate.sequence))
        } else {
            guard let index = oracle.state.topic(one.target) else { return fail("its topic is gone") }
            check(
                oracle.state.topics[index].logs[Int(end.partition)].append(
                    one.lines.lines, first: end.offset, timestamp: end.endedAt, sequence: gate.sequence))
        }
    }

    private func isExpected(
        _ error: BrokerError, _ known: OraclePrepared, _ commits: Bool, now: Instant
    ) -> Bool {
        let one = oracle.state.prepared.first { $0.number == known.number }
        switch error {
        case .noTransaction:
            // Taken back by a crash, or forgotten an hour after its end.
            guard let one else { return true }
            let end = one.end?.endedAt ?? one.deadline
            return end + Limits.preparedRememberedTime <= now
        case .transactionEnded(let outcome):
            guard let one else { return false }
            return one.end.map { $0.outcome == outcome } ?? (outcome == .expired && one.deadline <= now)
        case .targetGone, .stale:
            return known.isQueue
                ? oracle.state.queue(known.target) == nil : oracle.state.topic(known.target) == nil
        default: return isOfLoad(error)
        }
    }
}
