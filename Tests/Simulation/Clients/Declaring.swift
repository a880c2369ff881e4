import Base
import Broker
import LogFormat
import Node
import TestSupport

extension NodeSimulation {
    func declareNamespace(_ node: Node) {
        guard let name = pick(Self.namespaceNames) else { return }
        let known = oracle.state.namespaces.first { $0.name == name }
        let createOnly = chance(3)
        do throws(Refused) {
            let declared = try node.declareNamespace(name, createOnly: createOnly)
            let isThere = known != nil || name == "default"
            if declared.value.created == isThere { fail("namespace \(name): created is wrong") }
            if isThere, createOnly { fail("namespace \(name) was created twice") }
            let id = declared.value.value.id
            if !isThere { oracle.state.namespaces.append(OracleNamespace(id: id, name: name)) }
            answer(declared.gate, "namespace \(name) is \(id.rawValue)")
        } catch {
            let isExpected = error.reason == .exists(.namespace, name) && createOnly
            refused(error, "namespace \(name)", isExpected: isExpected)
        }
    }

    func declareTopic(_ node: Node) {
        guard let namespace = namespace(node), let name = pick(Self.topicNames) else { return }
        let known = oracle.state.topics.firstIndex { $0.namespace == namespace.id && $0.name == name }
        let createOnly = chance(4)
        var wish = TopicWish()
        if chance(2) { wish.partitions = number(1...4) }
        if chance(3) { wish.ack = chance(2) ? .flush : Ack.none }
        if chance(3) { wish.cleanup = pick(Cleanup.allCases) }
        if chance(4) { wish.tombstoneTime = Interval(milliseconds: Int64(number(0...60_000))) }
        if chance(3) { wish.retention = retention() }
        do throws(Refused) {
            let declared = try namespace.declareTopic(name, wish, createOnly: createOnly)
            if known != nil, createOnly { fail("topic \(name) was created twice") }
            if let old = known.flatMap({ _ in life.oldTopics.count < 8 ? declared.value.value : nil }) {
                life.oldTopics.append(old)
            }
            take(declared.value, wish, known: known, now: node.now())
            answer(declared.gate, "topic \(name) is \(declared.value.value.id.rawValue)")
        } catch {
            let current = known.map { oracle.state.topics[$0].logs.count } ?? 0
            let isFewer = wish.partitions.map { $0 < current } ?? false
            let isExpected =
                known != nil
                && (createOnly
                    ? error.reason == .exists(.topic, name)
                    : isFewer
                        && error.reason == .fewerPartitions(current: current, wished: wish.partitions ?? 0))
            refused(error, "topic \(name)", isExpected: isExpected)
        }
    }

    /// Limits, or none, of which little is over at any time.
    private func retention() -> RetentionWish {
        if chance(3) { return .unlimited }
        var wish = RetentionWish()
        if chance(2) { wish.count = .at(number(1...60)) }
        if chance(3) { wish.time = .at(Interval(milliseconds: Int64(number(1_000...120_000)))) }
        if chance(6) { wish.bytes = .at(number(200...20_000)) }
        return wish
    }

    /// Compares a declared topic with what was wished, and takes it into the oracle.
    private func take(_ declared: Declared<Topic>, _ wish: TopicWish, known: Int?, now: Instant) {
        let topic = declared.value
        var expected =
            known.map { oracle.state.topics[$0] }
            ?? OracleTopic(
                id: topic.id, namespace: topic.namespace.id, name: topic.name, settings: .standard, logs: [])
        var changed: [String] = []
        if known != nil, let wished = wish.partitions, wished > expected.logs.count {
            changed.append("partitions")
        }
        if known != nil, let ack = wish.ack, ack != expected.settings.ack { changed.append("ack") }
        var settings = expected.settings
        settings.ack = wish.ack ?? settings.ack
        settings.retention = retention(wish.retention, over: settings.retention)
        if known != nil, settings.retention != expected.settings.retention { changed.append("retention") }
        if known != nil, let cleanup = wish.cleanup, cleanup != settings.cleanup { changed.append("cleanup") }
        settings.cleanup = wish.cleanup ?? settings.cleanup
        if known != nil, let time = wish.tombstoneTime, time != settings.tombstoneTime {
            changed.append("tombstone_time")
        }
        settings.tombstoneTime = wish.tombstoneTime ?? settings.tombstoneTime
        let count = max(wish.partitions ?? 1, expected.logs.count)
        for log in topic.logs.dropFirst(expected.logs.count) { expected.logs.append(OracleLog(log.id)) }
        expected.note(settings, now: now)
        if declared.created != (known == nil) || declared.changed != changed || topic.logs.count != count
            || topic.settings.withoutPolicy != expected.settings
            || topic.logs.map(\.id) != expected.logs.map(\.id)
        {
            fail("topic \(topic.name) is not as wished: \(declared.changed), \(topic.logs.count) partitions")
        }
        if let known { oracle.state.topics[known] = expected } else { oracle.state.topics.append(expected) }
    }

    private func retention(_ wish: RetentionWish, over old: Retention) -> Retention {
        var retention = old
        switch wish.count {
        case .asIs: break
        case .none: retention.count = nil
        case .at(let count): retention.count = count
        }
        switch wish.bytes {
        case .asIs: break
        case .none: retention.bytes = nil
        case .at(let bytes): retention.bytes = bytes
        }
        switch wish.time {
        case .asIs: break
        case .none: retention.time = nil
        case .at(let time): retention.time = time
        }
        return retention
    }

    func declareQueue(_ node: Node) {
        guard let namespace = namespace(node), let name = pick(Self.queueNames) else { return }
        let known = oracle.state.queues.firstIndex { $0.namespace == namespace.id && $0.name == name }
        let createOnly = chance(4)
        var wish = QueueWish(maxDeliveries: .none)
        if chance(2) { wish.lease = Interval(milliseconds: Int64(number(1...60_000))) }
        if chance(3) { wish.ack = chance(2) ? .flush : Ack.none }
        do throws(Refused) {
            let declared = try namespace.declareQueue(name, wish, createOnly: createOnly)
            if known != nil, createOnly { fail("queue \(name) was created twice") }
            take(declared.value, wish, known: known)
            answer(declared.gate, "queue \(name) is \(declared.value.value.id.rawValue)")
        } catch {
            let isExpected = known != nil && createOnly && error.reason == .exists(.queue, name)
            refused(error, "queue \(name)", isExpected: isExpected)
        }
    }

    private func take(_ declared: Declared<Queue>, _ wish: QueueWish, known: Int?) {
        let queue = declared.value
        var expected =
            known.map { oracle.state.queues[$0] }
            ?? OracleQueue(
                id: queue.id, namespace: queue.namespace.id, name: queue.name,
                settings: QueueSettings(maxDeliveries: nil), log: OracleLog(queue.log.id))
        var changed: [String] = []
        if known != nil, let lease = wish.lease, lease != expected.settings.lease { changed.append("lease") }
        if known != nil, let ack = wish.ack, ack != expected.settings.ack { changed.append("ack") }
        expected.settings.lease = wish.lease ?? expected.settings.lease
        expected.settings.ack = wish.ack ?? expected.settings.ack
        if declared.created != (known == nil) || declared.changed != changed
            || queue.settings.withoutPolicy != expected.settings || queue.log.id != expected.log.id
        {
            fail("queue \(queue.name) is not as wished: \(declared.changed)")
        }
        if let known { oracle.state.queues[known] = expected } else { oracle.state.queues.append(expected) }
    }

    /// Deletes a topic, a queue, or a namespace.
    func delete(_ node: Node) {
        switch number(0...2) {
        case 0:
            guard let (topic, index) = topic(node) else { return }
            deleting("topic \(topic.name)") { () throws(Refused) in
                let gate = try topic.namespace.deleteTopic(topic)
                oracle.state.topics.remove(at: index)
                return gate
            }
        case 1:
            guard let (queue, index) = queue(node) else { return }
            deleting("queue \(queue.name)") { () throws(Refused) in
                let gate = try queue.namespace.deleteQueue(queue)
                oracle.state.queues.remove(at: index)
                return gate
            }
        default:
            guard let namespace = namespace(node) else { return }
            let topics = oracle.state.topics.count { $0.namespace == namespace.id }
            let queues = oracle.state.queues.count { $0.namespace == namespace.id }
            var expected: BrokerError?
            if topics + queues > 0 {
                expected = .namespaceNotEmpty(topics: topics, queues: queues, groups: 0, exchanges: 0)
            }
            if namespace.name == "default" { expected = .namespacePermanent }
            deleting("namespace \(namespace.name)", expecting: expected) { () throws(Refused) in
                let gate = try node.deleteNamespace(namespace)
                oracle.state.namespaces.removeAll { $0.id == namespace.id }
                return gate
            }
        }
        observeTickets(node)
    }

    private func deleting(
        _ text: String, expecting refusal: BrokerError? = nil, _ body: () throws(Refused) -> Gate
    ) {
        do throws(Refused) {
            let gate = try body()
            if let refusal { fail("\(text) was deleted in spite of \(refusal)") }
            answer(gate, "\(text) deleted")
        } catch {
            refused(error, "deleting \(text)", isExpected: error.reason == refusal)
        }
    }
}
