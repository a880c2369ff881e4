import Base
import Broker
import LogFormat
import LogStore
import Node
import TestSupport

extension NodeSimulation {
    /// Lines for one partition: mostly few and short, now and then a long one.
    private func lines(isKeyed: Bool = false) -> LineBlock {
        let isLong = chance(plan.isLarge ? 6 : 12)
        let count = isLong ? number(1...2) : chance(4) ? number(2...30) : 1
        var keys: [OracleKey?] = []
        let lines = (0..<count).map { _ -> [UInt8] in
            lineNumber += 1
            let key =
                isKeyed && !chance(10) ? OracleKey(number: number(0...8), isTombstone: chance(10)) : nil
            keys.append(key)
            let start = key.map { "\"key\":\"\($0.name)\"," } ?? ""
            if key?.isTombstone == true { return Array("\(start)\"tombstone\":true}\n".utf8) }
            let bytes = isLong ? number(plan.longLineBytes) : number(0...plan.lineBytesMax)
            let filler = [UInt8](repeating: UInt8(97 + lineNumber % 26), count: bytes)
            return Array("\(start)\"value\":{\"n\":\(lineNumber),\"x\":\"".utf8) + filler
                + Array("\"}}\n".utf8)
        }
        return LineBlock(lines, keys: keys)
    }

    private func ack() -> Ack? { chance(3) ? (chance(2) ? .flush : Ack.none) : nil }

    func publishToTopic(_ node: Node) {
        let isOld = chance(12)
        guard let topic = isOld ? pick(life.oldTopics) : topic(node)?.0 else { return }
        var partitions = Array(0..<topic.partitionCount)
        partitions.shuffle(using: &random)
        let chosen = partitions.prefix(chance(3) ? number(1...4) : 1).map { ($0, lines(isKeyed: !chance(3))) }
        var expected: Offset?
        if chance(8) {
            let known = oracle.state.log(topic.log(chosen[0].0).id)?.lines.count ?? 0
            expected = Offset(UInt64(max(0, known + number(-1...1))))
        }
        let ack = ack()
        let (life, expects) = (life, expected)
        start("publish") { [self] in
            await publish(to: topic, chosen, expecting: expects, ack: ack, in: life, node)
        }
    }

    private func publish(
        to topic: Topic, _ chosen: [(partition: Int, lines: LineBlock)], expecting: Offset?, ack: Ack?,
        in life: Life, _ node: Node
    ) async {
        let text = "publish \(chosen.map { "\($0.partition):\($0.lines.lines.count)" }) to \(topic.name)"
        let blocks = chosen.map { chosen in
            var block = PublishBlock(
                partition: chosen.partition, count: chosen.lines.lines.count, suffixes: chosen.lines.bytes)
            if topic.isCompacted { block.keys = chosen.lines.hashed(by: topic.keyHasher) }
            return block
        }
        var first = blocks[0]
        first.expectedOffset = expecting
        do throws(Refused) {
            let published = try await topic.publish(first, Array(blocks.dropFirst()), ack: ack)
            if life.isDead { return }
            guard let index = oracle.state.topic(topic.id) else { return fail("\(text): it is gone") }
            if current(topic) !== topic { fail("\(text): it had changed") }
            let known = oracle.state.topics[index].logs[chosen[0].partition].lines.count
            if let expecting, expecting != Offset(UInt64(known)) { fail("\(text): not the offset expected") }
            accepted(published.value.timestamp, node)
            for (block, landed) in zip(chosen, [published.value.first] + published.value.rest) {
                if landed.partition != block.partition || landed.count != block.lines.lines.count {
                    fail("\(text): the answer names another block")
                }
                tally.published += landed.count
                check(
                    oracle.state.topics[index].logs[block.partition].append(
                        block.lines.lines, keys: block.lines.keys, first: landed.first,
                        timestamp: published.value.timestamp,
                        sequence: published.gate.sequence))
            }
            answer(published.gate, text)
        } catch {
            if life.isDead { return }
            refused(error, text, isExpected: isExpected(error.reason, topic, expecting, chosen[0].partition))
        }
        withExtendedLifetime(chosen) {}
    }

    private func current(_ topic: Topic) -> Topic? {
        topic.name.withByteView { topic.namespace.topic($0) }
    }

    private func isExpected(
        _ error: BrokerError, _ topic: Topic, _ expecting: Offset?, _ partition: Int
    ) -> Bool {
        switch error {
        case .stale: return current(topic) !== topic
        case .expectedOffset(let actual):
            let known = oracle.state.log(topic.log(partition).id)?.lines.count
            return known == Int(actual.rawValue) && expecting != nil && expecting != actual
        default: return isOfLoad(error)
        }
    }

    /// What may be said of any publish.
    func isOfLoad(_ error: BrokerError) -> Bool {
        guard let journal = life.opened?.journal else { return false }
        switch error {
        case .journalFull, .diskFull:
            tally.refusedFull += 1
            return journal.isFull
        case .busy: return (life.opened?.commit.handover.waitingBytes ?? 0) >= plan.settings.openBytesMax
        default: return false
        }
    }

    /// What holds of any publish that was accepted.
    private func accepted(_ timestamp: Instant, _ node: Node) {
        if timestamp != node.now() { fail("a publish has another time than the shard") }
        if life.opened?.journal.isFull ?? true { fail("a publish was accepted by a full journal") }
    }

    func publishToQueue(_ node: Node) {
        guard let (queue, _) = queue(node) else { return }
        let block = lines()
        let ack = ack()
        let life = life
        start("publish") { [self] in await publish(to: queue, block, ack: ack, in: life, node) }
    }

    private func publish(to queue: Queue, _ block: LineBlock, ack: Ack?, in life: Life, _ node: Node) async {
        let text = "publish \(block.lines.count) to \(queue.name)"
        do throws(Refused) {
            let published = try await queue.publish(count: block.lines.count, suffixes: block.bytes, ack: ack)
            if life.isDead { return }
            guard let index = oracle.state.queue(queue.id) else { return fail("\(text): it is gone") }
            accepted(published.value.timestamp, node)
            tally.published += block.lines.count
            check(
                oracle.state.queues[index].append(
                    block.lines, first: published.value.first.first,
                    timestamp: published.value.timestamp, sequence: published.gate.sequence))
            observeTickets(node)
            answer(published.gate, text)
        } catch {
            if life.isDead { return }
            let isGone = error.reason == .stale && oracle.state.queue(queue.id) == nil
            refused(error, text, isExpected: isGone || isOfLoad(error.reason))
        }
        withExtendedLifetime(block) {}
    }
}
