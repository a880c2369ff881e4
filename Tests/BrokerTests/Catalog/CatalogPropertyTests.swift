import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random declarations, changes, deletions and publishes against a plain model, with restarts between.
struct CatalogPropertyTests {
    @Test(arguments: Seed.first(200))
    func `a catalog is what its declarations made it, also after a restart`(seed: Seed) throws {
        var run = CatalogRun(seed: seed)
        for _ in 0..<120 { try run.step() }
        try run.finish()
    }
}

private struct CatalogRun {
    private struct Topic {
        var id: EntityID
        var version: UInt32 = 0
        var logs: [LogID]
        var next: [UInt64]
        var times: [Int64]
    }

    private struct Name: Hashable {
        var namespace: EntityID
        var name: String
    }

    private let stage = Stage()
    private var random: SplitMix64
    private var namespaces: [String: EntityID] = ["default": EntityID(0)]
    private var topics: [Name: Topic] = [:]
    private var nextEntity: UInt32 = 1
    private var nextLog: UInt32 = 0

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<10: declareNamespace()
        case 10..<15: deleteNamespace()
        case 15..<40: declareTopic()
        case 40..<50: deleteTopic()
        case 50..<95: publish()
        default: try stage.restart()
        }
    }

    mutating func finish() throws { try stage.restart() }

    private mutating func anyNamespace() -> (name: String, id: EntityID) {
        let names = namespaces.keys.sorted()
        let name = names[Int.random(in: names.indices, using: &random)]
        return (name, namespaces[name] ?? EntityID(0))
    }

    private mutating func anyTopic() -> Name? {
        topics.keys.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }.randomElement(using: &random)
    }

    private mutating func declareNamespace() {
        let name = "n\(UInt.random(in: 0..<4, using: &random))"
        stage.perform(.declareNamespace(name: name, createOnly: false))
        let isNew = namespaces[name] == nil
        if isNew {
            namespaces[name] = EntityID(nextEntity)
            nextEntity += 1
        }
        #expect(
            stage.decision.reply == .declared(namespaces[name] ?? EntityID(0), created: isNew, changed: []))
    }

    private mutating func deleteNamespace() {
        let (name, id) = anyNamespace()
        stage.perform(.deleteNamespace(id))
        let count = topics.keys.filter { $0.namespace == id }.count
        if name == "default" {
            #expect(stage.decision.refusal == .namespacePermanent)
        } else if count > 0 {
            #expect(
                stage.decision.refusal
                    == .namespaceNotEmpty(topics: count, queues: 0, groups: 0, exchanges: 0))
        } else {
            #expect(stage.decision.reply == .deleted)
            namespaces[name] = nil
        }
    }

    private mutating func declareTopic() {
        let name = Name(namespace: anyNamespace().id, name: "t\(UInt.random(in: 0..<4, using: &random))")
        let partitions = Int.random(in: 1...6, using: &random)
        stage.perform(
            .declareTopic(
                namespace: name.namespace, name: name.name, wish: TopicWish(partitions: partitions),
                createOnly: false))
        let before = topics[name]?.logs.count ?? 0
        guard partitions >= before else {
            #expect(stage.decision.refusal == .fewerPartitions(current: before, wished: partitions))
            return
        }
        var topic = topics[name] ?? Topic(id: EntityID(nextEntity), logs: [], next: [], times: [])
        let isNew = topics[name] == nil
        if isNew { nextEntity += 1 } else if partitions > before { topic.version += 1 }
        for _ in before..<partitions {
            topic.logs.append(LogID(nextLog))
            topic.next.append(0)
            topic.times.append(.min)
            nextLog += 1
        }
        topics[name] = topic
        let changed = !isNew && partitions > before ? ["partitions"] : []
        #expect(stage.decision.reply == .declared(topic.id, created: isNew, changed: changed))
        #expect(stage.broker.version(of: topic.id) == topic.version)
    }

    private mutating func deleteTopic() {
        guard let name = anyTopic(), let topic = topics.removeValue(forKey: name) else { return }
        stage.perform(.deleteTopic(topic.id))
        #expect(stage.decision.reply == .deleted)
        stage.perform(.deleteTopic(topic.id))
        #expect(stage.decision.refusal == .stale)
        #expect(stage.broker.version(of: topic.id) == nil)
    }

    private mutating func publish() {
        guard let name = anyTopic(), var topic = topics[name] else { return }
        // The clock of a caller may go anywhere; the log's own time does not.
        stage.now = Instant(milliseconds: Int64.random(in: 0..<10_000, using: &random))
        let partitions = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            Int.random(in: topic.logs.indices, using: &random)
        }
        let blocks = partitions.map { partition in
            AppendCommand.Block(
                log: topic.logs[partition], count: UInt32.random(in: 1...9, using: &random), bytes: 10)
        }
        stage.perform(
            .append(
                AppendCommand(
                    target: topic.id, version: topic.version, first: blocks[0],
                    rest: Array(blocks.dropFirst()))))
        let time = partitions.map { topic.times[$0] }.reduce(stage.now.milliseconds, max)
        #expect(stage.decision.reply == .appended(timestamp: Instant(milliseconds: time)))
        var expected: [Event] = []
        for (index, partition) in partitions.enumerated() {
            let count = Int(blocks[index].count)
            let destination = AppendedDestination(
                log: topic.logs[partition], partition: UInt32(partition),
                first: Offset(topic.next[partition]))
            expected.append(
                .appended(
                    AppendedHead(
                        count: count, timestamp: Instant(milliseconds: time), destination: destination),
                    block: index))
            topic.next[partition] += UInt64(count)
            topic.times[partition] = time
        }
        #expect(stage.decision.events == expected)
        topics[name] = topic
    }
}
