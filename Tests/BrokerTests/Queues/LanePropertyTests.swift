import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random commands on a queue of several lanes against a list of messages that is searched from the front.
struct LanePropertyTests {
    @Test(arguments: Seed.first(80))
    func `the highest priority comes first, and each message is handed out once`(seed: Seed) throws {
        var run = LaneRun(seed: seed, isSource: false)
        for _ in 0..<120 { try run.step() }
    }

    @Test(arguments: Seed.first(80))
    func `a topic is handed out in the order of its partitions, but for what retention took`(
        seed: Seed
    ) throws {
        var run = LaneRun(seed: seed, isSource: true)
        for _ in 0..<120 { try run.step() }
    }
}

/// One seeded run over four lanes.
private struct LaneRun {
    private enum State { case ready, leased, done }

    private struct Message {
        let lane: UInt16
        let offset: UInt64
        var state = State.ready
        var generation: UInt32 = 0
        var isGone = false
    }

    private let stage = Stage()
    private let isSource: Bool
    private let queue: EntityID
    private let target: EntityID
    private var random: SplitMix64
    private var messages: [Message] = []
    private var ends: [UInt64] = [0, 0, 0, 0]
    private var starts: [UInt64] = [0, 0, 0, 0]
    private var lost = 0
    private let lengthMax: Int?

    init(seed: Seed, isSource: Bool) {
        self.isSource = isSource
        lengthMax = isSource || seed.value % 2 == 0 ? nil : 8
        random = SplitMix64(seed: seed.value)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        var wish = QueueWish(lease: .seconds(30), maxDeliveries: .none)
        target = EntityID(1)
        if isSource {
            stage.perform(
                .declareTopic(
                    namespace: EntityID(0), name: "t", wish: TopicWish(partitions: 4), createOnly: false))
            wish.lanes.source = LanesWish.Source(topic: "t", start: .earliest)
            queue = EntityID(2)
        } else {
            wish.lanes.priorities = 4
            wish.lengthMax = lengthMax.map { .at($0) } ?? .asIs
            wish.overflow = .dropHead
            queue = EntityID(1)
        }
        stage.perform(.declareQueue(namespace: EntityID(0), name: "q", wish: wish, createOnly: false))
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<30: publish()
        case 30..<60: receive()
        case 60..<90: settle()
        case 90..<96: if isSource { trim() }
        default: try stage.restart()
        }
        let found = stage.broker.counts(of: queue)
        let counts = try #require(found)
        #expect(counts.ready == messages.count { $0.state == .ready })
        #expect(counts.leased == messages.count { $0.state == .leased })
        #expect(counts.lost == lost)
    }

    private mutating func publish() {
        let lane = UInt16.random(in: 0..<4, using: &random)
        let count = UInt64.random(in: 1...3, using: &random)
        let block = AppendCommand.Block(log: LogID(UInt32(lane)), count: UInt32(count), bytes: 1)
        stage.perform(.append(AppendCommand(target: target, version: 0, first: block)))
        #expect(stage.decision.refusal == nil)
        for _ in 0..<count {
            messages.append(Message(lane: lane, offset: ends[Int(lane)]))
            ends[Int(lane)] += 1
        }
        if let lengthMax { makeRoom(lengthMax) }
    }

    /// What would be handed out first makes room.
    private mutating func makeRoom(_ lengthMax: Int) {
        let ready = messages.indices.filter { messages[$0].state == .ready }.sorted {
            (messages[$0].lane, messages[$0].offset) < (messages[$1].lane, messages[$1].offset)
        }
        var removed = 0
        for case .removed(let event) in stage.decision.events {
            for stretch in event.stretches { removed += stretch.upperBound - stretch.lowerBound }
        }
        #expect(removed == max(0, ready.count - lengthMax))
        for index in ready.prefix(removed) { messages[index].state = .done }
    }

    private mutating func receive() {
        let max = Int.random(in: 1...4, using: &random)
        stage.perform(.receive(ReceiveCommand(queue: queue, max: max)))
        guard case .received(let leases) = stage.decision.reply else { return }
        var given: [(lane: UInt16, offset: UInt64, generation: UInt32)] = []
        for run in stage.decision.runs[leases.runs] {
            for index in 0..<Int(run.count) {
                given.append((run.lane, (run.first + index).rawValue, run.generation))
            }
        }
        let ready = messages.filter { $0.state == .ready }
            .sorted { ($0.lane, $0.offset) < ($1.lane, $1.offset) }
        #expect(given.count == min(max, ready.count))
        if !isSource {
            let expected = ready.prefix(max)
            #expect(given.map(\.lane) == expected.map(\.lane))
            #expect(given.map(\.offset) == expected.map(\.offset))
        }
        for lane in UInt16(0)..<4 {
            let offsets = given.filter { $0.lane == lane }.map(\.offset)
            #expect(offsets == ready.filter { $0.lane == lane }.prefix(offsets.count).map(\.offset))
        }
        for one in given {
            guard let index = find(one.lane, one.offset) else { continue }
            #expect(one.generation == messages[index].generation + 1)
            messages[index].state = .leased
            messages[index].generation = one.generation
        }
    }

    private mutating func settle() {
        let leased = messages.indices.filter { messages[$0].state == .leased }.shuffled(using: &random)
        let isAck = Bool.random(using: &random)
        let chosen = leased.prefix(3)
        let items = chosen.map { index in
            SettleItem(
                lane: messages[index].lane, offset: Offset(messages[index].offset),
                generation: messages[index].generation, verb: isAck ? .ack : .nack(failed: false))
        }
        stage.perform(.settle(SettleCommand(queue: queue, items: items)))
        #expect(stage.decision.outcomes.allSatisfy { $0 == (isAck ? .acked : .nacked) })
        for index in chosen { messages[index].state = isAck || messages[index].isGone ? .done : .ready }
    }

    private mutating func trim() {
        let lane = Int.random(in: 0..<4, using: &random)
        guard starts[lane] < ends[lane] else { return }
        let before = UInt64.random(in: starts[lane]...ends[lane], using: &random)
        stage.perform(.trim([TrimOrder(log: LogID(UInt32(lane)), before: Offset(before))]))
        #expect(stage.decision.refusal == nil)
        starts[lane] = max(starts[lane], before)
        for index in messages.indices where messages[index].lane == lane && messages[index].offset < before {
            messages[index].isGone = true
            guard messages[index].state == .ready else { continue }
            messages[index].state = .done
            lost += 1
        }
    }

    private func find(_ lane: UInt16, _ offset: UInt64) -> Int? {
        messages.firstIndex { $0.lane == lane && $0.offset == offset }
    }
}
