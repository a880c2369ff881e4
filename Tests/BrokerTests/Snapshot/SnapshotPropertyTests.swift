import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random commands with slices of a snapshot between them.
struct SnapshotPropertyTests {
    @Test(arguments: Seed.first(400))
    func `a snapshot and the journal behind its cut make what was there`(seed: Seed) throws {
        var run = SnapshotRun(seed: seed)
        for _ in 0..<run.length { try run.step() }
        try run.finish()
    }
}

/// One seeded run over a handful of names.
struct SnapshotRun {
    let stage: Stage
    var random: SplitMix64
    private var taker: SnapshotTaker?
    var namespaces = [EntityID(0)]
    var topics: [(id: EntityID, partitions: Int)] = []
    var queues: [EntityID] = []
    var leases: [(queue: EntityID, item: SettleItem)] = []
    private var nextWaiter: UInt64 = 1
    /// What each producer sent last; looked up, never iterated.
    private var numbers: [UInt64: UInt64] = [:]
    private let schedules = ScheduleSteps()
    private var taken = 0
    /// Prepared messages with what they are for.
    var prepared: [(number: UInt64, target: EntityID)] = []
    /// Queues with batches that reach over pages.
    let isLarge: Bool
    private let sliceBytes: Int
    let length: Int

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value)
        isLarge = seed.value % 40 == 0
        sliceBytes = [1, 60, 400, 5000][Int(seed.value % 4)]
        length = isLarge ? 150 : 90
        var repeats = RepeatBounds()
        // So few that they are ousted and forgotten all the time.
        repeats.keys = [3, 10, 600][Int(seed.value % 3)]
        repeats.producers = [2, 5, 40][Int(seed.value / 3 % 3)]
        repeats.producerResults = 3
        repeats.keyTime = .seconds(600)
        repeats.producerTime = .seconds(1200)
        if seed.value % 5 == 0 { (repeats.keyBytes, repeats.producerBytes) = (1000, 1500) }
        stage = Stage(repeats: repeats)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<4: declareNamespace()
        case 4..<6: deleteNamespace()
        case 6..<12: declareTopic()
        case 12..<14: deleteTopic()
        case 14..<20: declareQueue()
        case 20..<22: deleteQueue()
        case 22..<23: purge()
        case 23..<24: move()
        case 24..<27: trim()
        case 27..<47: append()
        case 47..<65: receive()
        case 65..<78: settle()
        case 78..<80: relocate()
        case 80..<83: prepare()
        case 83..<86: endPrepared()
        case 86..<89: transact()
        case 89..<91: readForGroup()
        case 91..<93: rule()
        case 93..<96: schedules.step(stage, namespaces, &random)
        default: tick()
        }
        try slice()
    }

    /// Takes some slices of the snapshot under way, or begins one; now and then gives one up.
    private mutating func slice() throws {
        if taker == nil, UInt.random(in: 0..<8, using: &random) == 0 { taker = SnapshotTaker(stage) }
        guard var taker, Bool.random(using: &random) else { return }
        for _ in 0..<UInt.random(in: 1...4, using: &random) where !taker.isDone {
            taker.takeSlice(of: stage, bytesMax: sliceBytes)
        }
        self.taker = taker
        if taker.isDone {
            // What is journaled later must not matter either, hence the wait.
            if UInt.random(in: 0..<6, using: &random) == 0 { try compare(taker) }
        } else if UInt.random(in: 0..<60, using: &random) == 0, let cursor = taker.cursor {
            if Bool.random(using: &random) { stage.broker.abandonSnapshot(at: cursor) }
            self.taker = nil
        }
    }

    private mutating func compare(_ taker: SnapshotTaker) throws {
        expectSame(try taker.restored(stage).text, stage.broker.text)
        self.taker = nil
        taken += 1
    }

    mutating func finish() throws {
        var last = taker ?? SnapshotTaker(stage)
        while !last.isDone { last.takeSlice(of: stage, bytesMax: sliceBytes) }
        try compare(last)
        // A snapshot of what was restored says the same, and the broker goes on from it.
        stage.broker = try last.restored(stage)
        for _ in 0..<20 { try step() }
        var again = SnapshotTaker(stage)
        while !again.isDone { again.takeSlice(of: stage, bytesMax: sliceBytes) }
        expectSame(try again.restored(stage).text, stage.broker.text)
    }

    /// Says which line is the first to differ.
    private func expectSame(_ restored: String, _ was: String) {
        let (now, before) = (restored.split(separator: "\n"), was.split(separator: "\n"))
        let index = zip(now, before).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        #expect(index.map { "\(now[$0]) instead of \(before[$0])" } == nil)
        #expect(restored == was)
    }

    // MARK: catalog

    private mutating func declareNamespace() {
        stage.perform(.declareNamespace(name: name("n"), createOnly: true))
        if let id = declared { namespaces.append(id) }
    }

    private mutating func deleteNamespace() {
        guard let id = namespaces.dropFirst().randomElement(using: &random) else { return }
        stage.perform(.deleteNamespace(id))
        if stage.decision.reply == .deleted { namespaces.removeAll { $0 == id } }
    }

    private mutating func declareTopic() {
        let partitions = Int.random(in: 1...5, using: &random)
        let wish = TopicWish(partitions: partitions, ack: [.flush, .none].randomElement(using: &random))
        stage.perform(
            .declareTopic(namespace: namespace, name: name("t"), wish: wish, createOnly: false))
        guard case .declared(let id, let isNew, let changed) = stage.decision.reply else { return }
        if isNew {
            topics.append((id, partitions))
        } else if changed.contains("partitions"), let index = topics.firstIndex(where: { $0.id == id }) {
            topics[index].partitions = partitions
        }
    }

    private mutating func deleteTopic() {
        guard let topic = topics.randomElement(using: &random) else { return }
        stage.perform(.deleteTopic(topic.id))
        // One that queues read stays.
        if stage.decision.refusal == nil { topics.removeAll { $0.id == topic.id } }
    }

    private mutating func declareQueue() {
        let lease = Interval(milliseconds: Int64.random(in: 1...4, using: &random) * 500)
        let most = Int.random(in: 1...4, using: &random)
        let backoff = Bool.random(using: &random) ? [Interval(milliseconds: 700)] : nil
        var wish = QueueWish(lease: lease, backoff: backoff, maxDeliveries: .at(most))
        switch UInt.random(in: 0..<4, using: &random) {
        case 0:
            wish.lanes.priorities = 3
            wish.lanes.lowestFirstEvery = .at(4)
        case 1:
            let starts: [QueueSource.Start] = [.earliest, .latest, .offset(Offset(2))]
            wish.lanes.source = LanesWish.Source(
                topic: name("t"), start: starts.randomElement(using: &random) ?? .latest)
        default: break
        }
        if Bool.random(using: &random), wish.lanes.source == nil {
            wish.bytesMax = .at(Int.random(in: 20...400, using: &random))
            wish.overflow = .dropHead
        }
        let windows: [LimitWish<Interval>] = [.asIs, .none, .at(Interval(milliseconds: 900))]
        wish.choosing = ChoosingWish(dedupe: windows.randomElement(using: &random) ?? .asIs)
        stage.perform(
            .declareQueue(namespace: namespace, name: name("q"), wish: wish, createOnly: false))
        if let id = declared, !queues.contains(id) { queues.append(id) }
    }

    private mutating func deleteQueue() {
        guard let queue = queues.randomElement(using: &random) else { return }
        stage.perform(.deleteQueue(queue))
        queues.removeAll { $0 == queue }
    }

    // MARK: messages

    private mutating func purge() {
        guard let queue = queues.randomElement(using: &random) else { return }
        stage.perform(.purge(queue))
    }

    private mutating func move() {
        while let command = stage.moveCommand() {
            stage.perform(.move(command))
            #expect(stage.decision.refusal == nil)
            if case .queueDeclared(let event) = stage.decision.events.first { queues.append(event.id) }
        }
    }

    /// Begins, carries on and ends redrives, and moves messages by hand.
    private mutating func relocate() {
        guard let source = queues.randomElement(using: &random),
            let (target, logs) = logs(of: queues.randomElement(using: &random)), let log = logs.first,
            let version = stage.broker.version(of: target)
        else { return }
        var order = RedriveOrder()
        if Bool.random(using: &random) { order.target = .queue("q") }
        order.filter = Array("{}".utf8)
        order.places = [LaneOffset(Offset(1)), LaneOffset(Offset(3))]
        order.strippedHeaders = ["trace"]
        if Bool.random(using: &random) { stage.perform(.startRedrive(source, order)) }
        let first = UInt64.random(in: 0...30, using: &random)
        var command = RelocateCommand(
            source: source, places: [LaneOffset(Offset(first)), LaneOffset(Offset(first + 2))],
            target: target, version: version,
            blocks: Array(repeating: AppendCommand.Block(log: log, count: 1, bytes: 1), count: 2))
        if let job = stage.broker.running(of: source) {
            var progress = job.progress
            progress.next = LaneOffset(progress.next.offset + 1)
            if UInt.random(in: 0..<4, using: &random) == 0 { progress.state = .completed }
            command.step = RedriveStep(number: job.number, from: job.progress.next, progress: progress)
        }
        stage.perform(.relocate(command))
        keepLeases()
        if let job = stage.broker.running(of: source), UInt.random(in: 0..<4, using: &random) == 0 {
            stage.perform(.cancelRedrive(source, number: job.number))
        }
    }

    private mutating func trim() {
        guard let (_, logs) = logs(of: topics.randomElement(using: &random)?.id), let log = logs.first,
            let end = stage.broker.end(of: log)
        else { return }
        let before = Offset(UInt64.random(in: 0...end.rawValue, using: &random))
        stage.perform(.trim([TrimOrder(log: log, before: before)]))
        #expect(stage.decision.refusal == nil)
    }

    private mutating func append() {
        let target = Bool.random(using: &random) ? queues.randomElement(using: &random) : nil
        guard let (id, logs) = logs(of: target ?? topics.randomElement(using: &random)?.id),
            let log = logs.randomElement(using: &random), let version = stage.broker.version(of: id)
        else { return }
        let count = Int.random(in: 1...(isLarge ? 3000 : 5), using: &random)
        let others = logs.prefix(Int.random(in: 0...3, using: &random)).map { log in
            AppendCommand.Block(log: log, count: 1, bytes: 1)
        }
        let identity = identity(on: id)
        let delays: [Int64?] = [nil, nil, 200, 900, 3000]
        let delay = delays.randomElement(using: &random) ?? nil
        var block = AppendCommand.Block(
            log: log, count: UInt32(count), bytes: count,
            traits: MessageTraits(
                delay: delay.map { .by(Interval(milliseconds: $0)) },
                ttl: Bool.random(using: &random) ? Interval(milliseconds: 1500) : nil,
                dedupe: UInt64.random(in: 0...30, using: &random)))
        if delay == nil, UInt.random(in: 0..<4, using: &random) == 0 { block.traits.failures = 2 }
        stage.perform(
            .append(
                AppendCommand(
                    target: id, version: version, first: block, rest: others, identity: identity)))
        if identity == nil { #expect([nil, .queueFull].contains(stage.decision.refusal)) }
        keepLeases()
    }

    /// Mostly something new, often something that was there before, now and then nonsense.
    mutating func identity(on target: EntityID) -> PublishIdentity? {
        let name: PublishIdentity.Name
        switch UInt.random(in: 0..<6, using: &random) {
        case 0..<2: return nil
        case 2..<4: name = .key(hash(among: 12))
        default:
            let hash = hash(among: 8)
            let number = numbers[hash.high, default: 0] + UInt64.random(in: 0...1, using: &random)
            numbers[hash.high] = number
            name = .producer(hash, epoch: number / 10, number: number)
        }
        return PublishIdentity(
            name: name, fingerprint: UInt64.random(in: 0...1, using: &random),
            spread: PublishResult.Spread(partitions: 2, single: 1))
    }

    private mutating func hash(among count: UInt64) -> IdentityHash {
        let high = UInt64.random(in: 0..<count, using: &random)
        return IdentityHash(low: high % 3, high: high)
    }

    private mutating func receive() {
        guard let queue = queues.randomElement(using: &random) else { return }
        let times = isLarge ? Int.random(in: 1...120, using: &random) : 1
        for _ in 0..<times {
            let isParking = UInt.random(in: 0..<4, using: &random) == 0
            nextWaiter += 1
            let max = isLarge ? [1, 3, 700].randomElement(using: &random) ?? 1 : 3
            stage.perform(
                .receive(
                    ReceiveCommand(
                        queue: queue, max: max,
                        lease: [nil, Interval(milliseconds: 300)].randomElement(using: &random) ?? nil,
                        consumer: [nil, "a", "b", "c"].randomElement(using: &random) ?? nil,
                        attempt: UInt64.random(in: 0...4, using: &random),
                        waiter: isParking ? WaiterID(nextWaiter) : nil)))
            keepLeases()
        }
    }

    private mutating func settle() {
        guard let queue = queues.randomElement(using: &random) else { return }
        let known = leases.filter { $0.queue == queue }.map(\.item)
        let count = Int.random(in: 0...(isLarge ? 900 : 4), using: &random)
        let start = known.indices.randomElement(using: &random) ?? 0
        let items = known.dropFirst(start).prefix(count)
        let verbs: [SettleVerb] = [
            .ack, .ack, .ack, .nack(failed: true), .nack(failed: false), .reject,
            .nack(failed: true, delay: Interval(milliseconds: 400)), .extend(Interval(milliseconds: 900)),
            .setAside,
        ]
        let isMixed = Bool.random(using: &random)
        let all = verbs.randomElement(using: &random) ?? .ack
        stage.perform(
            .settle(
                SettleCommand(
                    queue: queue,
                    items: items.map { item in
                        SettleItem(
                            lane: item.lane, offset: item.offset, generation: item.generation,
                            verb: isMixed ? verbs.randomElement(using: &random) ?? .ack : all)
                    })))
        keepLeases()
    }

    private mutating func tick() {
        let jump = [0, 1, 150, 250, 999, 4000, 700_000, 1_300_000].randomElement(using: &random) ?? 0
        stage.now = stage.now + Interval(milliseconds: Int64(jump))
        stage.tick()
    }

    // MARK: looking up

    /// The entity that the last command declared anew.
    private var declared: EntityID? {
        guard case .declared(let id, created: true, _) = stage.decision.reply else { return nil }
        return id
    }

    private mutating func name(_ prefix: String) -> String {
        "\(prefix)\(UInt.random(in: 0..<3, using: &random))"
    }

    var namespace: EntityID {
        mutating get { namespaces.randomElement(using: &random) ?? EntityID(0) }
    }

    func namespace(of id: EntityID) -> EntityID? {
        var found: EntityID?
        stage.broker.definitions { event, _ in
            switch event {
            case .topicDeclared(let topic) where topic.id == id: found = topic.namespace
            case .queueDeclared(let queue) where queue.id == id: found = queue.namespace
            default: break
            }
        }
        return found
    }

    func logs(of id: EntityID?) -> (EntityID, [LogID])? {
        var found: (EntityID, [LogID])?
        stage.broker.definitions { event, _ in
            switch event {
            case .topicDeclared(let topic) where topic.id == id: found = (topic.id, topic.logs)
            // What reads a topic gets nothing itself.
            case .queueDeclared(let queue) where queue.id == id && queue.settings.lanes.source == nil:
                found = (queue.id, [queue.log])
            case .lanesAdded(let lanes) where lanes.queue == found?.0: found?.1 += lanes.lanes.map(\.log)
            default: break
            }
        }
        return found
    }

    mutating func keepLeases() {
        for case .leased(let leased) in stage.decision.events {
            for run in stage.decision.runs[leased.runs] {
                for index in 0..<Int(run.count) {
                    leases.append(
                        (
                            leased.queue,
                            SettleItem(
                                lane: run.lane, offset: run.first + index, generation: run.generation,
                                verb: .ack)
                        ))
                }
            }
        }
    }
}
