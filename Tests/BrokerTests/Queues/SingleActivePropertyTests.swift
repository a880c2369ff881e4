import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random commands on queues that serve one consumer alone.
struct SingleActivePropertyTests {
    @Test(arguments: Seed.first(150))
    func `one consumer alone has messages in hand, and nothing stays behind`(seed: Seed) throws {
        var run = try SingleActiveRun(seed: seed)
        for _ in 0..<120 { try run.step() }
        try run.drain()
    }
}

/// One seeded run over one queue and three consumers.
private struct SingleActiveRun {
    private struct Message {
        var holder: String?
        var generation: UInt32 = 0
        var isDone = false
    }

    private let stage = Stage()
    private let lease = Interval(milliseconds: 1000)
    private var random: SplitMix64
    private let queue: EntityID
    private var messages: [Message] = []
    private var waiters: [UInt64: String] = [:]
    private var nextWaiter: UInt64 = 1
    /// Who was handed messages last, and when that one's session ends at the earliest.
    private var active: (name: String, until: Instant)?

    init(seed: Seed) throws {
        random = SplitMix64(seed: seed.value)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(
            .declareQueue(
                namespace: EntityID(0), name: "jobs",
                wish: QueueWish(
                    lease: lease, maxDeliveries: .none, choosing: ChoosingWish(isSingleActive: true)),
                createOnly: true))
        guard case .declared(let id, _, _) = stage.decision.reply else { throw ScriptError("no queue") }
        queue = id
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<25: publish()
        case 25..<55: receive()
        case 55..<75: settle()
        case 75..<80: cancel()
        case 80..<83: end()
        case 83..<97: tick([0, 150, 400, 1200].randomElement(using: &random) ?? 0)
        default:
            try stage.restart()
            waiters = [:]
            // A session that nobody holds a message in is not durable.
            if !messages.contains(where: { $0.holder != nil }) { active = nil }
            // Who goes on is known again once the process began; leases run anew.
            stage.broker.note(.resumed(stage.now))
        }
    }

    mutating func drain() throws {
        for _ in 0..<200 where messages.contains(where: { !$0.isDone }) {
            for name in ["a", "b", "c"] {
                receive(name, parks: true)
            }
            let held = messages.indices.filter { messages[$0].holder != nil }
            perform(.settle(SettleCommand(queue: queue, items: held.map { item($0, .ack) })))
            tick(1200)
        }
        #expect(!messages.contains { !$0.isDone })
        try stage.restart()
    }

    private mutating func publish() {
        let count = Int.random(in: 1...4, using: &random)
        for _ in 0..<count { messages.append(Message()) }
        perform(
            .append(
                AppendCommand(
                    target: queue, version: 0,
                    first: AppendCommand.Block(log: LogID(0), count: UInt32(count), bytes: count))))
    }

    private mutating func receive() {
        let name = ["a", "b", "c"].randomElement(using: &random) ?? "a"
        receive(name, parks: Bool.random(using: &random))
    }

    private mutating func receive(_ name: String, parks: Bool) {
        perform(
            .receive(
                ReceiveCommand(
                    queue: queue, max: Int.random(in: 1...4, using: &random), consumer: name,
                    waiter: parks ? WaiterID(nextWaiter) : nil)))
        if case .parked = stage.decision.reply { waiters[nextWaiter] = name }
        nextWaiter += 1
    }

    private mutating func settle() {
        let held = messages.indices.filter { messages[$0].holder != nil }
        guard let index = held.randomElement(using: &random) else { return }
        let verbs: [SettleVerb] = [.ack, .ack, .nack(failed: true), .nack(failed: false), .extend(lease)]
        let verb = verbs.randomElement(using: &random) ?? .ack
        perform(.settle(SettleCommand(queue: queue, items: [item(index, verb)])))
    }

    private mutating func cancel() {
        let waiter = UInt64.random(in: 1...nextWaiter, using: &random)
        perform(.cancelWait(WaiterID(waiter)))
        waiters[waiter] = nil
    }

    /// The connection of a consumer breaks.
    private mutating func end() {
        let name = ["a", "b", "c"].randomElement(using: &random) ?? "a"
        for waiter in waiters.filter({ $0.value == name }).keys.sorted() {
            perform(.cancelWait(WaiterID(waiter)))
            waiters[waiter] = nil
        }
        perform(.endSession(queue, consumer: name))
        if active?.name == name { active?.until = .distantPast }
    }

    private mutating func tick(_ time: Int) {
        stage.now = stage.now + Interval(milliseconds: Int64(time))
        var run = self
        stage.tick { run.note() }
        self = run
    }

    private func item(_ index: Int, _ verb: SettleVerb) -> SettleItem {
        SettleItem(offset: Offset(UInt64(index)), generation: messages[index].generation, verb: verb)
    }

    private mutating func perform(_ command: Command) {
        stage.perform(command)
        #expect(stage.decision.refusal == nil)
        note()
    }

    /// Follows what happened, and says what should not have.
    private mutating func note() {
        for grant in stage.decision.grants { waiters[grant.waiter.rawValue] = nil }
        for event in stage.decision.events {
            switch event {
            case .settled(let event):
                for run in stage.decision.runs[event.runs] {
                    for offset in run.first.rawValue..<run.limit.rawValue {
                        messages[Int(offset)].holder = nil
                        messages[Int(offset)].isDone = run.end == .acked
                    }
                }
            case .leased(let event): lease(event)
            default: break
            }
        }
    }

    private mutating func lease(_ event: Leased) {
        guard let name = event.consumer else {
            Issue.record("somebody without a name was served")
            return
        }
        #expect(messages.allSatisfy { $0.holder == nil || $0.holder == name })
        #expect(stage.broker.activeConsumer(of: queue) == name)
        if let active, active.name != name {
            #expect(active.until <= stage.now, "\(name) was served while the session of \(active.name) ran")
        }
        active = (name, stage.now + lease)
        for run in stage.decision.runs[event.runs] {
            for offset in run.first.rawValue..<run.limit.rawValue {
                #expect(messages[Int(offset)].holder == nil && !messages[Int(offset)].isDone)
                messages[Int(offset)].holder = name
                messages[Int(offset)].generation = run.generation
            }
        }
    }
}
