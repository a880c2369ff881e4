import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random commands against the oracle; every answer, wake and count must be what the oracle says.
struct QueuePropertyTests {
    @Test(arguments: Seed.first(200))
    func `queues do what the oracle says`(seed: Seed) throws {
        var run = try QueueRun(seed: seed)
        for _ in 0..<(run.isLarge ? 50 : 100) { try run.step() }
        try run.finish()
    }
}

/// One seeded run over one queue.
struct QueueRun {
    private let stage = Stage()
    private var random: SplitMix64
    private var oracle: QueueOracle
    private var queue = EntityID(0)
    private var log = LogID(0)
    /// Where messages are moved to by hand, once there is such a queue.
    private var other: (queue: EntityID, log: LogID)?
    private var nextWaiter: UInt64 = 1
    /// Batches that reach over pages of 4,096.
    let isLarge: Bool

    init(seed: Seed) throws {
        random = SplitMix64(seed: seed.value)
        isLarge = seed.value % 40 == 0
        let backoff: [Int64] = isLarge ? [] : [[], [300], [0, 200, 5000], [100, 1000]][Int(seed.value % 4)]
        let most = [Int.max, 2, 3][Int(seed.value % 3)]
        let drops = seed.value % 5 == 0
        let length: Int? = isLarge ? nil : [nil, nil, 6, 12][Int(seed.value / 7 % 4)]
        let pushes = seed.value % 2 == 0
        // Where dead letters go: the queue's own, nowhere, or to another.
        let hasTarget = !drops && seed.value % 3 == 1
        let movesOverflow = hasTarget && pushes && seed.value % 4 < 2
        let window: Int64? = seed.value % 3 == 2 ? 2500 : nil
        let prefetch = seed.value % 7 < 2 ? Int(seed.value % 7) + 2 : nil
        let weight: Int? = isLarge ? nil : [nil, 40, nil, 90][Int(seed.value / 11 % 4)]
        oracle = QueueOracle(
            lease: 1000, backoff: backoff, deliveriesMax: most, drops: drops,
            lengthMax: length ?? .max, bytesMax: weight, pushes: pushes, prefetch: prefetch,
            hasTarget: hasTarget,
            movesOverflow: movesOverflow, window: window)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        if hasTarget {
            stage.perform(
                .declareQueue(
                    namespace: EntityID(0), name: "bin", wish: QueueWish(), createOnly: true))
            log = LogID(1)
        }
        var wish = QueueWish(
            lease: Interval(milliseconds: 1000),
            backoff: backoff.map { Interval(milliseconds: $0) },
            maxDeliveries: most == .max ? .none : .at(most),
            deadLetter: drops ? .dropped : hasTarget ? .queue("bin") : .automatic)
        wish.lengthMax = length.map { .at($0) } ?? .asIs
        wish.bytesMax = weight.map { .at($0) } ?? .asIs
        wish.overflow = movesOverflow ? .deadLetter : pushes ? .dropHead : .reject
        wish.choosing = ChoosingWish(
            prefetch: prefetch.map { .at($0) } ?? .asIs,
            dedupe: window.map { .at(Interval(milliseconds: $0)) } ?? .asIs)
        stage.perform(
            .declareQueue(namespace: EntityID(0), name: "jobs", wish: wish, createOnly: true))
        guard case .declared(let id, _, _) = stage.decision.reply else { throw ScriptError("no queue") }
        queue = id
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<24: publish()
        case 24..<25: pause()
        case 25..<55: receive()
        case 55..<75: settle()
        case 75..<88: tick()
        case 88..<91: purge()
        case 91..<93: cancel()
        case 93..<94: move()
        case 94..<95: remove()
        case 95..<97:
            try stage.restart()
            oracle.restart()
        default:
            stage.broker.note(.resumed(stage.now))
            oracle.resume(now: stage.now.milliseconds)
        }
        #expect(stage.broker.counts(of: queue) == oracle.counts)
        #expect(stage.broker.parkedCount == oracle.waiters.count)
        look()
        #expect(oracle.wrongDues.isEmpty)
    }

    mutating func finish() throws { try stage.restart() }

    /// Whoever looks at every message finds as many in each state as are counted.
    private mutating func look() {
        guard let counts = stage.broker.counts(of: queue) else { return }
        var found = [0, 0, 0, 0, 0]
        var place: LaneOffset? = LaneOffset(.zero)
        var last: Offset?
        let most = Int.random(in: 1...(isLarge ? 5000 : 5), using: &random)
        while let from = place {
            let look = stage.broker.look(into: queue, from: from, upTo: [Offset(.max)], .all, max: most)
            for standing in look?.standings ?? [] {
                #expect(last.map { $0 < standing.range.lowerBound } ?? true)
                last = standing.range.lowerBound
                found[Int(standing.state.rawValue)] += standing.count
                #expect(stage.broker.look(at: standing.place, of: queue)?.state == standing.state)
            }
            place = look?.next
        }
        #expect(found == [counts.ready, counts.leased, counts.delayed, counts.deferred, counts.doomed])
    }

    /// Deletes some messages by hand, or moves them to another queue.
    private mutating func remove() {
        let last = oracle.end + 1
        let offsets = Set(
            (0..<Int.random(in: 1...6, using: &random)).map { _ in
                UInt64.random(in: 0...last, using: &random)
            }
        ).sorted()
        let places = offsets.map { LaneOffset(Offset($0)) }
        let removed = oracle.remove(offsets)
        if Bool.random(using: &random) {
            stage.perform(.remove(RemoveCommand(queue: queue, places: places)))
            #expect(stage.decision.reply == .removed(count: removed))
            return
        }
        if other == nil {
            stage.perform(
                .declareQueue(
                    namespace: EntityID(0), name: "others", wish: QueueWish(), createOnly: true))
            guard case .queueDeclared(let event) = stage.decision.events.first else { return }
            other = (event.id, event.log)
        }
        guard let other else { return }
        let before = stage.broker.counts(of: other.queue)?.total ?? 0
        stage.perform(
            .relocate(
                RelocateCommand(
                    source: queue, places: places, target: other.queue, version: 0,
                    blocks: places.map { _ in AppendCommand.Block(log: other.log, count: 1, bytes: 1) })))
        #expect(stage.decision.reply == .moved(count: removed))
        #expect(stage.broker.counts(of: other.queue)?.total == before + removed)
    }

    // MARK: commands

    private mutating func publish() {
        let count = Int.random(in: 1...(isLarge ? 2500 : 4), using: &random)
        let delays: [Int64?] = [nil, nil, nil, 0, 100, 100, 900, 3000]
        let delay = delays.randomElement(using: &random) ?? nil
        let ttls: [Int64?] = isLarge ? [nil] : [nil, nil, nil, 0, 500, 2000, 20_000]
        let ttl = ttls.randomElement(using: &random) ?? nil
        let sizes = (0..<count).map { _ in UInt32.random(in: 1...(isLarge ? 1 : 30), using: &random) }
        let until = delay.map { stage.now + Interval(milliseconds: $0) }
        var block = AppendCommand.Block(
            log: log, count: UInt32(count), bytes: sizes.reduce(0) { $0 + Int($1) },
            traits: MessageTraits(
                delay: until.map { .until($0) }, ttl: ttl.map { Interval(milliseconds: $0) }))
        block.sizes = sizes
        let ids = (0..<count).map { _ in UInt64.random(in: 0...(isLarge ? .max : 12), using: &random) }
        block.each = ids.map { id in
            var traits = block.traits
            traits.dedupe = id
            return traits
        }
        let known = oracle.duplicates(ids, now: stage.now.milliseconds)
        stage.perform(.append(AppendCommand(target: queue, version: 0, first: block)))
        if !known.isEmpty {
            #expect(stage.decision.reply == .duplicates(known))
            return
        }
        let expected = oracle.publish(
            sizes.map { Int($0) }, ids: ids, until: until?.milliseconds ?? 0, ttl: ttl,
            now: stage.now.milliseconds)
        if let expected { compare(expected) } else { #expect(stage.decision.refusal == .queueFull) }
    }

    private mutating func receive() {
        let isParking = Bool.random(using: &random)
        let request = QueueOracle.Waiter(
            id: nextWaiter, max: Int.random(in: 1...(isLarge ? 1000 : 4), using: &random),
            lease: [nil, 200, 1000, 5000].randomElement(using: &random) ?? nil,
            attempt: UInt64.random(in: 0...6, using: &random),
            consumer: [nil, "a", "b"].randomElement(using: &random) ?? nil,
            prefetch: [nil, nil, nil, 2].randomElement(using: &random) ?? nil,
            named: UInt.random(in: 0..<5, using: &random) == 0 ? offsets() : [])
        nextWaiter += 1
        let settles = Bool.random(using: &random) ? items() : []
        oracle.perish(now: stage.now.milliseconds)
        stage.perform(
            .receive(
                ReceiveCommand(
                    queue: queue, max: request.max, lease: request.lease.map { Interval(milliseconds: $0) },
                    consumer: request.consumer, attempt: request.attempt, prefetch: request.prefetch,
                    waiter: isParking ? WaiterID(request.id) : nil,
                    named: request.named.map { LaneOffset(Offset($0)) }, settles: settles)))
        takeDues()
        let expected = oracle.receive(
            request, parks: isParking && request.named.isEmpty, settles: settles, now: stage.now.milliseconds)
        compare(expected.outcomes)
        compare(expected.wakes)
        switch stage.decision.reply {
        case .received(let leases): #expect(read(leases) == expected.leases)
        case .parked(let id): #expect(isParking && expected.leases == nil && id.rawValue == request.id)
        default: Issue.record("a receive was answered by \(stage.decision.reply)")
        }
    }

    private mutating func settle() {
        let items = items()
        stage.perform(.settle(SettleCommand(queue: queue, items: items)))
        takeDues()
        let expected = oracle.settle(items, now: stage.now.milliseconds)
        compare(expected.outcomes)
        compare(expected.wakes)
    }

    private mutating func tick() {
        let jump = [0, 1, 150, 250, 999, 4000, 700_000].randomElement(using: &random) ?? 0
        stage.now = stage.now + Interval(milliseconds: Int64(jump))
        var wakes: [QueueOracle.Wake] = []
        oracle.dues = [:]
        stage.tick {
            wakes += self.wakes()
            takeDues()
        }
        #expect(wakes == oracle.tick(now: stage.now.milliseconds))
    }

    private mutating func pause() {
        let isPaused = Bool.random(using: &random)
        stage.perform(.pauseQueue(queue, isPaused: isPaused))
        compare(oracle.pause(isPaused, now: stage.now.milliseconds))
    }

    private mutating func purge() {
        stage.perform(.purge(queue))
        #expect(stage.decision.reply == .purged(count: oracle.purge()))
    }

    private mutating func move() {
        var count = 0
        for message in stage.broker.doomed(
            from: (EntityID(0), LaneOffset(.zero)), now: stage.now, max: 10)?.messages ?? []
        {
            #expect(message.detail == oracle.messages[Int(message.offset.rawValue)].reason)
        }
        while let command = stage.moveCommand() {
            stage.perform(.move(command))
            #expect(stage.decision.refusal == nil)
            guard case .moved(let moved) = stage.decision.reply else { break }
            count += moved
        }
        #expect(count == oracle.move())
    }

    private mutating func cancel() {
        let waiter = UInt64.random(in: 1...nextWaiter, using: &random)
        stage.perform(.cancelWait(WaiterID(waiter)))
        #expect(stage.decision.reply == .cancelled(oracle.cancel(waiter)))
    }

    /// Some messages, whatever became of them.
    private mutating func offsets() -> [UInt64] {
        (0..<Int.random(in: 1...4, using: &random)).map { _ in
            UInt64.random(in: 0...oracle.end, using: &random)
        }
    }

    /// Leases of now, of before, of never; some twice.
    private mutating func items() -> [SettleItem] {
        let leased = oracle.leasedOffsets
        var items: [SettleItem] = []
        for _ in 0..<Int.random(in: 0...(isLarge ? 300 : 5), using: &random) {
            let any = UInt64.random(in: 0...oracle.end, using: &random)
            let isLive = UInt.random(in: 0..<4, using: &random) > 0
            let offset = isLive ? leased.randomElement(using: &random) ?? any : any
            let generation = oracle.generation(offset)
            let isStale = UInt.random(in: 0..<6, using: &random) == 0
            let verbs: [SettleVerb] = [
                .ack, .ack, .ack, .nack(failed: true), .nack(failed: false),
                .nack(failed: true, delay: Interval(milliseconds: 150)),
                .nack(failed: false, delay: Interval(milliseconds: 2000)),
                .reject, .nack(failed: true, delay: .zero), .extend(Interval(milliseconds: 1500)),
                .extend(Interval(milliseconds: 300)), .setAside,
            ]
            items.append(
                SettleItem(
                    offset: Offset(offset),
                    generation: isStale
                        ? UInt32.random(in: 0...(generation + 1), using: &random) : generation,
                    verb: verbs.randomElement(using: &random) ?? .ack,
                    reason: [nil, "a", "b"].randomElement(using: &random) ?? nil))
        }
        if Bool.random(using: &random) { items.sort { $0.offset < $1.offset } }
        return items
    }

    /// Shows the oracle until when messages wait.
    private mutating func takeDues() {
        for case .settled(let event) in stage.decision.events {
            var dues = event.dues[...]
            for run in stage.decision.runs[event.runs] where run.end?.waits ?? false {
                guard let due = dues.popFirst() else { continue }
                for index in 0..<UInt64(run.count) {
                    oracle.dues[run.first.rawValue + index] = due.milliseconds
                }
            }
        }
    }

    // MARK: comparing

    private func compare(_ expected: [[SettleOutcome]]) {
        #expect(stage.decision.outcomes.count == expected.count)
        for (outcome, right) in zip(stage.decision.outcomes, expected) { #expect(right.contains(outcome)) }
    }

    private func compare(_ expected: [QueueOracle.Wake]) {
        #expect(stage.decision.refusal == nil)
        #expect(wakes() == expected)
    }

    private func wakes() -> [QueueOracle.Wake] {
        stage.decision.grants.map { grant in
            guard case .leased(let leases) = grant.outcome else {
                return QueueOracle.Wake(waiter: grant.waiter.rawValue, leases: nil)
            }
            return QueueOracle.Wake(waiter: grant.waiter.rawValue, leases: read(leases))
        }
    }

    private func read(_ leases: Grant.Leases) -> QueueOracle.Leases? {
        let deliveries = stage.decision.runs[leases.runs].flatMap { run in
            (0..<run.count).map {
                QueueOracle.Delivery(
                    offset: run.first.rawValue + UInt64($0), generation: run.generation,
                    failures: Int(run.failures))
            }
        }
        return deliveries.isEmpty
            ? nil : QueueOracle.Leases(deliveries: deliveries, until: leases.until.milliseconds)
    }
}
