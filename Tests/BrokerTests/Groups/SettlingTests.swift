import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// How partitions are shared out.
struct SettlingTests {
    private let stage = Stage()

    init() { stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2))) }

    private func topic(_ name: String, partitions: Int) {
        stage.perform(
            .declareTopic(
                namespace: EntityID(0), name: name, wish: TopicWish(partitions: partitions), createOnly: true)
        )
    }

    /// Polls, renewing if `after` is given, and holds a message of each partition it has if it may.
    private func poll(_ member: String, topics: [String] = ["t"], after: Polled? = nil) throws -> Polled {
        let group = after.map { GroupTarget.known($0.group) } ?? .named(EntityID(0), "g")
        stage.perform(
            .poll(
                PollCommand(
                    group: group, member: member, topics: after == nil ? Subscription(topics) : nil,
                    after: after.map { PollCommand.After(epoch: $0.epoch) })))
        guard case .polled(let polled) = stage.decision.reply else {
            throw ScriptError("refused: \(stage.decision.refusal.map { "\($0)" } ?? "")")
        }
        _ = stage.broker.deliver(
            Delivery(
                group: polled.group, member: polled.member, epoch: polled.epoch,
                generation: polled.generation,
                ends: polled.positions.map { LogEnd(log: $0.log, end: Offset(1)) }), now: stage.now)
        return polled
    }

    private func loads(_ group: EntityID) -> [Int] {
        (stage.status(of: group)?.members ?? []).map(\.logs.count)
    }

    @Test func `a hundred members settle over 256 partitions within two polls of each`() throws {
        topic("t", partitions: 256)
        var answers: [Polled] = []
        for index in 0..<100 { answers.append(try poll("w\(index)")) }
        for _ in 0..<2 {
            for index in answers.indices { answers[index] = try poll("w\(index)", after: answers[index]) }
        }
        let status = try #require(stage.status(of: answers[0].group))
        #expect(status.ownerships.count == 256 && status.ownerships.allSatisfy { !$0.isRevoked })
        #expect(Set(loads(status.id)) == [2, 3])
        let generation = status.generation
        for index in answers.indices { answers[index] = try poll("w\(index)", after: answers[index]) }
        #expect(stage.status(of: status.id)?.generation == generation)
    }

    @Test func `one that leaves moves nothing but what it had`() throws {
        topic("t", partitions: 64)
        var answers: [Polled] = []
        for index in 0..<8 { answers.append(try poll("w\(index)")) }
        for _ in 0..<2 {
            for index in answers.indices { answers[index] = try poll("w\(index)", after: answers[index]) }
        }
        let before = try #require(stage.status(of: answers[0].group))
        stage.perform(.leaveGroup(LeaveCommand(group: before.id, member: "w3")))
        let after = try #require(stage.status(of: before.id))
        for (old, new) in zip(before.ownerships, after.ownerships) where old.owner != MemberID(3) {
            #expect(old == new)
        }
        #expect(Set(loads(before.id)) == [9, 10])
    }

    @Test func `a renewing poll emits no event`() throws {
        topic("t", partitions: 8)
        let first = try poll("w")
        let journal = stage.journal.count
        for _ in 0..<10 { _ = try poll("w", after: first) }
        #expect(stage.journal.count == journal)
    }

    @Test(arguments: Seed.first(60))
    func `members of different topics have what they read, and are balanced where they read the same`(
        seed: Seed
    ) throws {
        var random = SplitMix64(seed: seed.value)
        for name in ["a", "b", "c"] { topic(name, partitions: Int.random(in: 1...9, using: &random)) }
        var answers: [(Polled, [String])] = []
        for index in 0..<Int.random(in: 1...7, using: &random) {
            let read = ["a", "b", "c"].filter { _ in Bool.random(using: &random) }
            let topics = read.isEmpty ? ["a", "b", "c"] : read
            answers.append((try poll("w\(index)", topics: topics), topics))
        }
        for _ in 0..<2 {
            for index in answers.indices {
                answers[index].0 = try poll("w\(index)", after: answers[index].0)
            }
        }
        let status = try #require(stage.status(of: answers[0].0.group))
        let read = Set(answers.flatMap(\.1))
        var expected = 0
        stage.broker.definitions { event, _ in
            if case .topicDeclared(let topic) = event, read.contains(topic.name) {
                expected += topic.logs.count
            }
        }
        #expect(status.ownerships.count == expected && status.ownerships.allSatisfy { !$0.isRevoked })
        for left in answers.indices {
            for right in answers.indices where answers[left].1 == answers[right].1 {
                let loads = loads(status.id)
                #expect(abs(loads[left] - loads[right]) <= 1)
            }
        }
    }
}
