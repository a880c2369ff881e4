import Base
import Broker
import LogFormat
import Node
import TestSupport

extension NodeSimulation {
    /// Sends something new that will be recognised, or something again: maybe from a life before.
    func publishOnce(_ node: Node) {
        if let again = pick(sent), chance(2) {
            return send(again, asked: chance(20) ? 1 : 0, node)
        }
        let isQueue = chance(3)
        let target: EntityID
        var chosen: [(partition: Int, lines: LineBlock)] = []
        if isQueue {
            guard let (queue, _) = queue(node) else { return }
            (target, chosen) = (queue.id, [(0, fewLines())])
        } else {
            guard let (topic, _) = topic(node) else { return }
            target = topic.id
            for partition in 0..<topic.partitionCount where chosen.isEmpty || chance(3) {
                chosen.append((partition, fewLines()))
            }
        }
        sentNumber += 1
        let name: SentPublish.Name
        if chance(2) {
            name = .key(sentNumber)
        } else {
            let producer = UInt64(number(0...1))
            let last = sent.lazy.compactMap { earlier -> UInt64? in
                guard earlier.target == target, case .producer(producer, let number) = earlier.name else {
                    return nil
                }
                return number
            }.max()
            name = .producer(producer, number: last.map { $0 + 1 } ?? sentNumber)
        }
        let one = SentPublish(target: target, name: name, chosen: chosen)
        if sent.count >= 60 { sent.removeFirst() }
        sent.append(one)
        send(one, asked: 0, node)
    }

    func fewLines() -> LineBlock {
        LineBlock(
            (0..<number(1...3)).map { _ in
                lineNumber += 1
                return Array("\"value\":{\"n\":\(lineNumber)}}\n".utf8)
            })
    }

    private func send(_ one: SentPublish, asked: UInt64, _ node: Node) {
        let life = life
        let topics = worlds(node).flatMap { $0.topics() }
        let queues = worlds(node).flatMap { $0.queues() }
        let (topic, queue) = (topics.first { $0.id == one.target }, queues.first { $0.id == one.target })
        start("publish once") { [self] in
            if let topic { await send(one, asked: asked, to: topic, in: life, node) }
            if let queue { await send(one, asked: asked, to: queue, in: life, node) }
        }
    }

    private func send(
        _ one: SentPublish, asked: UInt64, to topic: Topic, in life: Life, _ node: Node
    ) async {
        let text = "publish \(one.name) to \(topic.name)"
        let blocks = one.chosen.map { chosen in
            var block = PublishBlock(
                partition: chosen.partition, count: chosen.lines.lines.count, suffixes: chosen.lines.bytes)
            if topic.isCompacted { block.keys = chosen.lines.hashed(by: topic.keyHasher) }
            return block
        }
        do throws(Refused) {
            let published = try await topic.publish(
                blocks[0], Array(blocks.dropFirst()), identity: one.identity(asked: asked))
            if life.isDead { return }
            guard let index = oracle.state.topic(topic.id) else { return fail("\(text): it is gone") }
            if take(one, asked, published, text, node) {
                for (block, landed) in zip(one.chosen, [published.value.first] + published.value.rest) {
                    check(
                        oracle.state.topics[index].logs[block.partition].append(
                            block.lines.lines, first: landed.first, timestamp: published.value.timestamp,
                            sequence: published.gate.sequence))
                }
                answer(published.gate, text)
            }
        } catch {
            var isStale = error.reason == .stale && currentTopic(topic) !== topic
            // A crash may have taken back the partition that it was meant for.
            if case .badPartition(let count) = error.reason {
                isStale = one.chosen.contains { $0.partition >= count }
            }
            refuse(one, asked, error, text, isStale: isStale, in: life)
        }
        withExtendedLifetime(one) {}
    }

    private func send(
        _ one: SentPublish, asked: UInt64, to queue: Queue, in life: Life, _ node: Node
    ) async {
        let text = "publish \(one.name) to \(queue.name)"
        let block = one.chosen[0].lines
        do throws(Refused) {
            let published = try await queue.publish(
                count: block.lines.count, suffixes: block.bytes, identity: one.identity(asked: asked))
            if life.isDead { return }
            guard let index = oracle.state.queue(queue.id) else { return fail("\(text): it is gone") }
            if take(one, asked, published, text, node) {
                check(
                    oracle.state.queues[index].append(
                        block.lines, first: published.value.first.first,
                        timestamp: published.value.timestamp, sequence: published.gate.sequence))
                observeTickets(node)
                answer(published.gate, text)
            }
        } catch {
            let isStale = error.reason == .stale && oracle.state.queue(queue.id) == nil
            refuse(one, asked, error, text, isStale: isStale, in: life)
        }
        withExtendedLifetime(one) {}
    }

    /// Compares an answer with what it must be; true when messages were stored.
    private func take(
        _ one: SentPublish, _ asked: UInt64, _ published: Gated<Published>, _ text: String, _ node: Node
    ) -> Bool {
        let firsts = ([published.value.first] + published.value.rest).map(\.first)
        switch oracle.state.verdict(of: one, asked: asked) {
        case .fresh:
            if published.value.isRepeated { fail("\(text): it was never carried out") }
            if published.value.timestamp != node.now() { fail("\(text): not the shard's time") }
            oracle.state.repeats.append(
                OracleRepeat(
                    target: one.target, name: one.name, asked: asked, firsts: firsts,
                    timestamp: published.value.timestamp))
            tally.published += one.chosen.reduce(0) { $0 + $1.lines.lines.count }
            return true
        case .repeated(let known):
            tally.repeated += 1
            let isSame = firsts == known.firsts && published.value.timestamp == known.timestamp
            if !published.value.isRepeated || !isSame { fail("\(text): stored twice, or told otherwise") }
            answer(published.gate, "\(text) again", changed: false)
        case .refused(let error): fail("\(text): carried out instead of refused as \(error)")
        }
        return false
    }

    private func refuse(
        _ one: SentPublish, _ asked: UInt64, _ refused: Refused, _ text: String, isStale: Bool, in life: Life
    ) {
        if life.isDead { return }
        switch oracle.state.verdict(of: one, asked: asked) {
        case .fresh:
            let isExpected = isStale || isForWantOfRoom(refused) || isOfLoad(refused.reason)
            self.refused(refused, text, isExpected: isExpected)
        case .repeated:
            // What has no room does not even get to be recognised.
            self.refused(refused, text, isExpected: isStale || isOfLoad(refused.reason))
        case .refused(let error):
            let isExpected = error == refused.reason || isStale || isOfLoad(refused.reason)
            self.refused(refused, text, isExpected: isExpected)
        }
    }

    private func currentTopic(_ topic: Topic) -> Topic? {
        topic.name.withByteView { topic.namespace.topic($0) }
    }
}
