import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random commands on queues that live only as long as they are used.
struct DisusePropertyTests {
    @Test(arguments: Seed.first(100))
    func `a queue goes when nobody used it for its time, and not before`(seed: Seed) throws {
        var run = try DisuseRun(seed: seed)
        for _ in 0..<120 { try run.step() }
    }
}

/// One seeded run over one queue after the other.
private struct DisuseRun {
    private let stage = Stage()
    private let time = Interval(milliseconds: 3000)
    private var random: SplitMix64
    private var queue = EntityID(0)
    private var log = LogID(0)
    /// When it was last used, by the oracle.
    private var used = Instant(milliseconds: 0)
    private var leased: [(offset: Offset, generation: UInt32, until: Instant)] = []
    private var waiters: Set<UInt64> = []
    private var nextWaiter: UInt64 = 1
    private var isThere = false

    init(seed: Seed) throws {
        random = SplitMix64(seed: seed.value)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        declare()
    }

    mutating func step() throws {
        guard isThere else { return declare() }
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<15: publish()
        case 15..<40: receive()
        case 40..<55: settle()
        case 55..<60: declare()
        case 60..<65: cancel()
        case 65..<68:
            // Looking is no use.
            _ = stage.broker.counts(of: queue)
        default: tick([100, 900, 1500, 2900, 3100].randomElement(using: &random) ?? 0)
        }
        #expect((stage.broker.counts(of: queue) != nil) == isThere)
    }

    private mutating func declare() {
        var wish = QueueWish(lease: Interval(milliseconds: 1000), maxDeliveries: .none)
        wish.expires = .at(time)
        stage.perform(.declareQueue(namespace: EntityID(0), name: "q", wish: wish, createOnly: false))
        for case .queueDeclared(let event) in stage.decision.events {
            #expect(!isThere)
            queue = event.id
            log = event.log
            leased = []
            waiters = []
            isThere = true
        }
        used = stage.now
    }

    private mutating func publish() {
        stage.perform(
            .append(
                AppendCommand(
                    target: queue, version: 0,
                    first: AppendCommand.Block(log: log, count: 1, bytes: 1))))
        used = stage.now
        note()
    }

    private mutating func receive() {
        let parks = Bool.random(using: &random)
        stage.perform(
            .receive(
                ReceiveCommand(queue: queue, max: 2, waiter: parks ? WaiterID(nextWaiter) : nil)))
        if case .parked = stage.decision.reply { waiters.insert(nextWaiter) }
        nextWaiter += 1
        used = stage.now
        note()
    }

    private mutating func settle() {
        guard let one = leased.randomElement(using: &random) else { return }
        stage.perform(
            .settle(
                SettleCommand(
                    queue: queue,
                    items: [SettleItem(offset: one.offset, generation: one.generation, verb: .ack)])))
        leased.removeAll { $0.offset == one.offset }
        used = stage.now
        note()
    }

    private mutating func cancel() {
        guard let waiter = waiters.sorted().first else { return }
        stage.perform(.cancelWait(WaiterID(waiter)))
        waiters.remove(waiter)
        used = stage.now
        note()
    }

    private mutating func note() {
        for grant in stage.decision.grants { waiters.remove(grant.waiter.rawValue) }
        for case .leased(let event) in stage.decision.events {
            for run in stage.decision.runs[event.runs] {
                for index in 0..<Int(run.count) {
                    leased.append((run.first + index, run.generation, event.deadline))
                }
            }
        }
    }

    private mutating func tick(_ milliseconds: Int64) {
        stage.now = stage.now + Interval(milliseconds: milliseconds)
        var run = self
        var isGone = false
        stage.tick {
            for case .queueDeleted in run.stage.decision.events { isGone = true }
            run.note()
        }
        self = run
        leased.removeAll { $0.until <= stage.now }
        let isHeld = !leased.isEmpty || !waiters.isEmpty
        #expect(isGone == (!isHeld && used + time <= stage.now))
        if isGone { isThere = false }
    }
}
