import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random commands on queues that keep the order of groups, or are fair between them.
struct OrderPropertyTests {
    @Test(arguments: Seed.first(150))
    func `a group has one message in hand, the first one that is not done with`(seed: Seed) throws {
        var run = try OrderRun(seed: seed, choosing: ChoosingWish(order: .group))
        for _ in 0..<120 { try run.step() }
        try run.drain()
    }

    @Test(arguments: Seed.first(50))
    func `a full queue of groups drops the oldest, whatever it knows of them`(seed: Seed) throws {
        var run = try OrderRun(seed: seed, choosing: ChoosingWish(order: .group), lengthMax: 6)
        for _ in 0..<120 { try run.step() }
        try run.drain()
    }

    @Test(arguments: Seed.first(50))
    func `a fair queue hands out everything`(seed: Seed) throws {
        var run = try OrderRun(seed: seed, choosing: ChoosingWish(isFair: true))
        for _ in 0..<120 { try run.step() }
        try run.drain()
    }
}

/// One seeded run over one queue.
private struct OrderRun {
    private enum State { case ready, leased, done, aside, delayed }

    private struct Message {
        let group: UInt64
        var state = State.ready
        var generation: UInt32 = 0
    }

    private let stage = Stage()
    private var random: SplitMix64
    private let queue: EntityID
    private let isOrdered: Bool
    private let lengthMax: Int?
    private var messages: [Message] = []
    private var waiters: UInt64 = 0

    init(seed: Seed, choosing: ChoosingWish, lengthMax: Int? = nil) throws {
        self.lengthMax = lengthMax
        random = SplitMix64(seed: seed.value)
        isOrdered = choosing.order == .group
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        var wish = QueueWish(
            lease: Interval(milliseconds: 1000),
            backoff: seed.value % 2 == 0 ? [Interval(milliseconds: 300)] : nil,
            maxDeliveries: .none, choosing: choosing)
        wish.lengthMax = lengthMax.map { .at($0) } ?? .asIs
        wish.overflow = .dropHead
        stage.perform(
            .declareQueue(namespace: EntityID(0), name: "jobs", wish: wish, createOnly: true))
        guard case .declared(let id, _, _) = stage.decision.reply else { throw ScriptError("no queue") }
        queue = id
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<25: publish()
        case 25..<40: learn()
        case 40..<65: receive(parks: Bool.random(using: &random))
        case 65..<85: settle()
        case 85..<95: tick([0, 150, 400, 1200].randomElement(using: &random) ?? 0)
        case 95..<96: purge()
        default: try restart()
        }
    }

    /// Everything is handed out, however it stood.
    mutating func drain() throws {
        for _ in 0..<400 where messages.contains(where: { $0.state != .done && $0.state != .aside }) {
            while learn() {}
            receive(parks: false)
            let leased = messages.indices.filter { messages[$0].state == .leased }
            stage.perform(.settle(SettleCommand(queue: queue, items: leased.map { item($0, .ack) })))
            for index in leased { messages[index].state = .done }
            note()
            tick(500)
        }
        #expect(messages.allSatisfy { $0.state == .done || $0.state == .aside })
        try restart()
    }

    private mutating func publish() {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let isDelayed = UInt.random(in: 0..<6, using: &random) == 0
            messages.append(Message(group: UInt64.random(in: 0...3, using: &random)))
            if isDelayed { messages[messages.count - 1].state = .delayed }
            stage.perform(
                .append(
                    AppendCommand(
                        target: queue, version: 0,
                        first: AppendCommand.Block(
                            log: LogID(0), count: 1, bytes: 1,
                            traits: MessageTraits(
                                delay: isDelayed ? .by(Interval(milliseconds: 250)) : nil)))))
            note()
            let counts = stage.broker.counts(of: queue)
            if let lengthMax, let counts { #expect(counts.ready + counts.delayed <= lengthMax) }
        }
    }

    /// Does what a worker would; false when there was nothing to learn.
    @discardableResult
    private mutating func learn() -> Bool {
        guard let lesson = stage.broker.lesson({ stage.broker.end(of: $0) }) else { return false }
        let count = Int.random(in: 1...lesson.max, using: &random)
        let from = Int(lesson.from.rawValue)
        stage.broker.learn(messages[from..<from + count].map(\.group), of: lesson, now: stage.now)
        return true
    }

    private mutating func receive(parks: Bool) {
        waiters += 1
        stage.perform(
            .receive(
                ReceiveCommand(
                    queue: queue, max: Int.random(in: 1...4, using: &random),
                    waiter: parks ? WaiterID(waiters) : nil)))
        note()
    }

    private mutating func settle() {
        let leased = messages.indices.filter { messages[$0].state == .leased }
        guard let index = leased.randomElement(using: &random) else { return }
        let verbs: [SettleVerb] = [.ack, .ack, .nack(failed: true), .nack(failed: false), .setAside]
        let verb = verbs.randomElement(using: &random) ?? .ack
        stage.perform(.settle(SettleCommand(queue: queue, items: [item(index, verb)])))
        note()
    }

    private mutating func tick(_ time: Int) {
        stage.now = stage.now + Interval(milliseconds: Int64(time))
        var run = self
        stage.tick { run.note() }
        self = run
    }

    private mutating func purge() {
        stage.perform(.purge(queue))
        for index in messages.indices { messages[index].state = .done }
    }

    private mutating func restart() throws { try stage.restart() }

    private func item(_ index: Int, _ verb: SettleVerb) -> SettleItem {
        SettleItem(offset: Offset(UInt64(index)), generation: messages[index].generation, verb: verb)
    }

    /// Follows what happened, and says what should not have.
    private mutating func note() {
        #expect(stage.decision.refusal == nil)
        for event in stage.decision.events {
            switch event {
            case .leased(let event):
                for run in stage.decision.runs[event.runs] { for index in places(run) { lease(index, run) } }
            case .settled(let event):
                for run in stage.decision.runs[event.runs] {
                    guard let end = run.end else { continue }
                    for index in places(run) {
                        messages[index].state = end == .deferred ? .aside : end.settles ? .done : .ready
                    }
                }
            case .removed(let event):
                for stretch in event.stretches {
                    for offset in stretch.lowerBound.rawValue..<stretch.upperBound.rawValue {
                        #expect([.ready, .delayed].contains(messages[Int(offset)].state))
                        messages[Int(offset)].state = .done
                    }
                }
            case .fellDue(let event):
                for stretch in event.stretches {
                    for offset in stretch.lowerBound.rawValue..<stretch.upperBound.rawValue {
                        messages[Int(offset)].state = .ready
                    }
                }
            default: break
            }
        }
    }

    private func places(_ run: SlotRun) -> Range<Int> { Int(run.first.rawValue)..<Int(run.limit.rawValue) }

    private mutating func lease(_ index: Int, _ run: SlotRun) {
        let group = messages[index].group
        #expect(messages[index].state == .ready)
        if isOrdered, group != 0 {
            let others = messages.indices.filter { $0 != index && messages[$0].group == group }
            #expect(!others.contains { messages[$0].state == .leased })
            // One that was delayed comes before those published since it fell due.
            let isLate = messages[..<index].contains {
                $0.group == group && $0.state == .ready && $0.generation > 0
            }
            #expect(!isLate, "\(index) came before one of its group that is not done with")
        }
        messages[index].state = .leased
        messages[index].generation = run.generation
    }
}
