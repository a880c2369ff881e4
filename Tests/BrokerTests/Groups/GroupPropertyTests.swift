import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Members that join, work, die, come back and are reset at random.
struct GroupPropertyTests {
    @Test(arguments: Seed.first(300))
    func `a partition is in one pair of hands at most, and nothing is passed over`(seed: Seed) throws {
        var run = GroupRun(seed: seed)
        for _ in 0..<160 { try run.step() }
        try run.finish()
    }
}

/// One process that reads for a group.
private struct Process {
    var name: String
    var member: MemberID
    var epoch: UInt64
    /// The last answer that it got, with what it was read from.
    var token: [LogEnd] = []
    var batch: [(log: LogID, from: Offset, end: Offset)] = []
    /// What the last answer let it have.
    var polled: Polled
}

/// One seeded run of one group.
private struct GroupRun {
    private let stage = Stage()
    private var random: SplitMix64
    private var oracle = GroupOracle()
    private var processes: [Process] = []
    private var topics: [(id: EntityID, name: String, logs: [LogID])] = []
    private var group = EntityID(0)
    private var taker: SnapshotTaker?
    private let byPattern: Bool

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value &* 77)
        byPattern = seed.value % 3 == 0
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        declareTopic()
        let assignor: Assignor = seed.value % 4 == 0 ? .range : .sticky
        stage.perform(
            .declareGroup(
                namespace: EntityID(0), name: "g",
                wish: GroupWish(assignor: assignor, processingTimeout: .seconds(60)), createOnly: true))
        if case .declared(let id, _, _) = stage.decision.reply { group = id }
    }

    private func chance(_ percent: Int, _ random: inout SplitMix64) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    mutating func step() throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<10: begin()
        case 10..<55: poll()
        case 55..<60: commit()
        case 60..<64: leave()
        case 64..<68: die()
        case 68..<80: publish()
        case 80..<83: declareTopic()
        case 83..<86: growTopic()
        case 86..<88: deleteTopic()
        case 88..<91: reset()
        case 91..<93: try restart()
        default: wait()
        }
        stage.tick { oracle.take(stage.decision.events) }
        try slice()
    }

    /// All settle: with the same topics, none has two partitions more than another.
    mutating func finish() throws {
        for _ in 0..<2 {
            for index in processes.indices { poll(index, loses: false) }
        }
        let status = try #require(stage.status(of: group))
        #expect(status.ownerships.allSatisfy { !$0.isRevoked || isSilent($0.owner) })
        let read = topics.reduce(0) { $0 + $1.logs.count }
        if byPattern { #expect(status.members.isEmpty || status.ownerships.count == read) }
        var last = SnapshotTaker(stage)
        while !last.isDone { last.takeSlice(of: stage, bytesMax: 200) }
        #expect(try last.restored(stage).text == stage.broker.text)
        try stage.restart()
    }

    private func isSilent(_ member: MemberID?) -> Bool {
        !processes.contains { $0.member == member }
    }

    // MARK: members

    /// A process starts: a new member, or one that takes over.
    private mutating func begin() {
        let name = "w\(Int.random(in: 0..<6, using: &random))"
        let topics = Subscription(byPattern ? ["t*"] : self.topics.map(\.name))
        stage.perform(.poll(PollCommand(group: .known(group), member: name, topics: topics)))
        guard case .polled(let polled) = stage.decision.reply else { return }
        oracle.empty(polled.member)
        take(polled)
        let old = processes.filter { $0.name == name }
        processes.removeAll { $0.name == name }
        processes.append(
            Process(name: name, member: polled.member, epoch: polled.epoch, polled: polled))
        // Whoever had the name is told, and changes nothing.
        for process in old where process.epoch != polled.epoch {
            let before = stage.broker.text
            stage.perform(.poll(again(process, process.token)))
            #expect(stage.decision.refusal == .fenced(current: polled.epoch))
            #expect(stage.broker.text == before)
        }
    }

    private func again(_ process: Process, _ ends: [LogEnd]) -> PollCommand {
        PollCommand(
            group: .known(group), member: process.name,
            after: PollCommand.After(epoch: process.epoch, ends: ends), wait: .seconds(5))
    }

    private mutating func poll() {
        guard let index = processes.indices.randomElement(using: &random) else { return }
        poll(index, loses: chance(20, &random))
    }

    /// Works through what it has, polls, and gets the next messages unless the answer is lost.
    private mutating func poll(_ index: Int, loses: Bool) {
        for part in processes[index].batch { oracle.finish(part.log, from: part.from, to: part.end) }
        stage.perform(.poll(again(processes[index], processes[index].token)))
        guard case .polled(let polled) = stage.decision.reply else {
            #expect(isGone(stage.decision.refusal))
            return
        }
        oracle.empty(polled.member)
        take(polled)
        processes[index].polled = polled
        processes[index].batch = []
        if chance(15, &random) { publish() }
        deliver(index, loses: loses)
    }

    private func isGone(_ refusal: BrokerError?) -> Bool {
        switch refusal {
        case .unknownMember, .fenced: true
        default: false
        }
    }

    private mutating func deliver(_ index: Int, loses: Bool) {
        let polled = processes[index].polled
        var batch: [(log: LogID, from: Offset, end: Offset)] = []
        for position in polled.positions {
            guard let end = stage.broker.end(of: position.log), end > position.offset else { continue }
            let count = UInt64.random(in: 0...(end.rawValue - position.offset.rawValue), using: &random)
            if count > 0 { batch.append((position.log, position.offset, position.offset + Int(count))) }
        }
        let ends = batch.map { LogEnd(log: $0.log, end: $0.end) }
        let delivery = Delivery(
            group: group, member: polled.member, epoch: polled.epoch, generation: polled.generation,
            ends: ends)
        guard stage.broker.deliver(delivery, now: stage.now) != nil else { return }
        for part in batch {
            oracle.deliver(part.log, to: polled.member, from: part.from, end: part.end)
        }
        guard !loses else { return }
        processes[index].batch = batch
        processes[index].token = ends
    }

    private mutating func commit() {
        guard let process = processes.randomElement(using: &random),
            let part = process.batch.randomElement(using: &random)
        else { return }
        let done = UInt64.random(in: part.from.rawValue...part.end.rawValue, using: &random)
        oracle.finish(part.log, from: part.from, to: Offset(done))
        let offset = CommittedOffset(
            log: part.log, offset: Offset(done), metadata: chance(50, &random) ? "m" : nil)
        // Only what is further than the group: going back by hand is allowed.
        guard done >= (oracle.committed[part.log] ?? .zero).rawValue else { return }
        stage.perform(
            .commitOffsets(
                CommitCommand(
                    group: group, author: CommitCommand.Author(member: process.name, epoch: process.epoch),
                    offsets: [offset])))
        if case .committed = stage.decision.reply {
            oracle.commits(part.log, Offset(done), by: process.member)
        }
        oracle.take(stage.decision.events)
    }

    private mutating func leave() {
        guard let index = processes.indices.randomElement(using: &random) else { return }
        let process = processes.remove(at: index)
        stage.perform(
            .leaveGroup(LeaveCommand(group: group, member: process.name, epoch: process.epoch)))
        oracle.take(stage.decision.events)
    }

    private mutating func die() {
        if let index = processes.indices.randomElement(using: &random) { processes.remove(at: index) }
    }

    private mutating func take(_ polled: Polled) {
        oracle.take(stage.decision.events)
        oracle.check(polled)
    }

    // MARK: topics

    private mutating func declareTopic() {
        guard topics.count < 4 else { return }
        let name = "t\(topics.count)\(UInt.random(in: 0..<100, using: &random))"
        let wish = TopicWish(partitions: Int.random(in: 1...4, using: &random))
        stage.perform(.declareTopic(namespace: EntityID(0), name: name, wish: wish, createOnly: true))
        guard case .topicDeclared(let event) = stage.decision.events.first else { return }
        topics.append((event.id, name, event.logs))
    }

    private mutating func growTopic() {
        guard let index = topics.indices.randomElement(using: &random) else { return }
        let wish = TopicWish(partitions: topics[index].logs.count + 1)
        stage.perform(.changeTopic(topics[index].id, wish))
        guard case .topicChanged(let event) = stage.decision.events.first else { return }
        topics[index].logs += event.addedLogs
    }

    private mutating func deleteTopic() {
        guard topics.count > 1, let index = topics.indices.randomElement(using: &random) else { return }
        let topic = topics.remove(at: index)
        stage.perform(.deleteTopic(topic.id))
        oracle.forget(topic.logs)
    }

    private mutating func publish() {
        guard let topic = topics.randomElement(using: &random),
            let log = topic.logs.randomElement(using: &random),
            let version = stage.broker.version(of: topic.id)
        else { return }
        let count = UInt32.random(in: 1...9, using: &random)
        stage.perform(
            .append(
                AppendCommand(
                    target: topic.id, version: version,
                    first: AppendCommand.Block(log: log, count: count, bytes: 10))))
    }

    private mutating func reset() {
        guard let log = oracle.owners.keys.sorted().randomElement(using: &random),
            let end = stage.broker.end(of: log)
        else { return }
        let offset = Offset(UInt64.random(in: 0...end.rawValue, using: &random))
        stage.perform(
            .resetOffsets(
                ResetCommand(group: group, positions: [LogPosition(log: log, offset: offset)])))
        #expect(stage.decision.refusal == nil)
        oracle.take(stage.decision.events)
    }

    // MARK: time

    private mutating func wait() {
        let choices: [Int64] = [1, 5, 20, 61]
        let seconds = choices.randomElement(using: &random) ?? 1
        stage.now = stage.now + .seconds(seconds)
    }

    private mutating func restart() throws {
        try stage.restart()
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
    }

    /// Takes slices of a snapshot between the commands.
    private mutating func slice() throws {
        if taker == nil, chance(10, &random) { taker = SnapshotTaker(stage) }
        guard var taker, chance(50, &random) else { return }
        taker.takeSlice(of: stage, bytesMax: 50)
        self.taker = taker.isDone ? nil : taker
        if taker.isDone { #expect(try taker.restored(stage).text == stage.broker.text) }
    }
}
