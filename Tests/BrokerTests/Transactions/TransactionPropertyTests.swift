import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random transactions against an oracle: each is done as a whole, or refused by the part and for the reason that
/// the oracle names, and then nothing at all has changed.
struct TransactionPropertyTests {
    @Test(arguments: Seed.first(40))
    func `a transaction does all of it or nothing`(seed: Seed) throws {
        var run = TransactionRun(seed: seed)
        for _ in 0..<60 { run.step() }
        try run.finish()
        // Both happen often enough to be worth the name.
        #expect(run.done > 2 && run.refused > 2)
    }
}

/// One seeded run over two topics, three queues and a group.
struct TransactionRun {
    private let stage = Stage()
    private var random: SplitMix64
    private var oracle = TransactionOracle()
    private var group = EntityID(0)
    private var topics: [(id: EntityID, logs: [LogID])] = []
    private var leases: [(queue: Int, item: SettleItem)] = []
    private(set) var done = 0
    private(set) var refused = 0

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        for (name, partitions) in [("orders", 2), ("done", 1)] {
            let wish = TopicWish(partitions: partitions)
            stage.perform(.declareTopic(namespace: EntityID(0), name: name, wish: wish, createOnly: true))
            for case .topicDeclared(let event) in stage.decision.events {
                topics.append((event.id, event.logs))
            }
        }
        declare("plain", QueueWish(lease: .seconds(10), maxDeliveries: .none))
        var short = QueueWish(lease: .seconds(10), maxDeliveries: .none)
        short.lengthMax = .at(6)
        short.overflow = .reject
        declare("short", short)
        var once = QueueWish(lease: .seconds(10), maxDeliveries: .none)
        once.choosing = ChoosingWish(dedupe: .at(.seconds(30)))
        declare("once", once)
        stage.perform(
            .declareGroup(
                namespace: EntityID(0), name: "g",
                wish: GroupWish(sessionTimeout: .seconds(1800), processingTimeout: .seconds(12 * 3600)),
                createOnly: true))
        stage.perform(
            .poll(
                PollCommand(
                    group: .named(EntityID(0), "g"), member: "w", topics: Subscription(["*"]), after: nil)))
        if case .polled(let polled) = stage.decision.reply {
            (group, oracle.epoch) = (polled.group, polled.epoch)
        }
        oracle.routes = stage.broker.routes(of: EntityID(0))
    }

    private mutating func declare(_ name: String, _ wish: QueueWish) {
        stage.perform(.declareQueue(namespace: EntityID(0), name: name, wish: wish, createOnly: true))
        for case .queueDeclared(let event) in stage.decision.events {
            oracle.queues.append(
                TransactionOracle.Lane(
                    id: event.id, log: event.log, lengthMax: event.settings.lengthMax,
                    dedupe: event.settings.choosing.dedupe))
        }
    }

    mutating func step() {
        switch number(0...9) {
        case 0: pass()
        case 1..<4: receive()
        default: transact()
        }
        check()
    }

    func finish() throws { try stage.restart() }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func chance(_ times: Int) -> Bool { number(1...times) == 1 }

    private mutating func pass() {
        stage.now = stage.now + Interval(milliseconds: Int64(number(0...4) * 3_000))
        stage.tick()
        oracle.pass(to: stage.now)
    }

    private mutating func receive() {
        let place = number(0...2)
        stage.perform(.receive(ReceiveCommand(queue: oracle.queues[place].id, max: number(1...3))))
        for case .leased(let event) in stage.decision.events {
            for run in stage.decision.runs[event.runs] {
                for offset in run.first.rawValue..<run.limit.rawValue {
                    oracle.queues[place].messages[Int(offset)].stand = .leased(
                        until: stage.now + .seconds(10))
                    oracle.queues[place].messages[Int(offset)].generation = run.generation
                    leases.append(
                        (place, SettleItem(offset: Offset(offset), generation: run.generation, verb: .ack)))
                }
            }
        }
    }

    // MARK: transactions

    private mutating func transact() {
        var command = TransactionCommand(namespace: EntityID(0), parts: [])
        for _ in 0..<number(1...5) { command.parts.append(part()) }
        let before = stage.broker.text
        stage.perform(.transaction(command))
        if let (part, reason) = oracle.transact(command) {
            refused += 1
            if stage.decision.refusal != .part(part, reason) {
                Issue.record(
                    "\(String(describing: stage.decision.refusal)), not \(part) \(reason): \(command)")
            }
            if !stage.decision.events.isEmpty || stage.broker.text != before {
                Issue.record("something was done of \(command)")
            }
        } else {
            done += 1
            if let refusal = stage.decision.refusal { Issue.record("\(refusal): \(command)") }
        }
    }

    private mutating func part() -> TransactionPart {
        switch number(0...9) {
        case 0..<2: return publish()
        case 2..<5: return send()
        case 5..<7: return fan()
        case 7: return commit()
        case 8 where chance(6): return .cancelSchedule("none")
        default: return settle()
        }
    }

    private mutating func publish() -> TransactionPart {
        let topic = topics[number(0...1)]
        let log = topic.logs[number(0...topic.logs.count - 1)]
        var block = AppendCommand.Block(log: log, count: UInt32(number(1...2)), bytes: 1)
        if chance(3) {
            block.expectedOffset = Offset(UInt64(max(0, oracle.ends[log, default: 0] + number(-1...1) / 2)))
        }
        return .append(AppendCommand(target: topic.id, version: 0, first: block))
    }

    private mutating func traits() -> MessageTraits {
        chance(4) ? MessageTraits(delay: .by(.seconds(Int64(number(1...8))))) : MessageTraits()
    }

    private mutating func send() -> TransactionPart {
        let queue = oracle.queues[number(0...2)]
        var traits = traits()
        traits.dedupe = chance(2) ? UInt64(number(0...12)) : 0
        let block = AppendCommand.Block(
            log: queue.log, count: chance(4) ? 2 : 1, bytes: 1, traits: traits)
        return .append(AppendCommand(target: queue.id, version: 0, first: block))
    }

    private mutating func fan() -> TransactionPart {
        var destinations: [FanCommand.Destination] = []
        for queue in oracle.queues where chance(3) {
            destinations.append(FanCommand.Destination(target: queue.id, version: 0, log: queue.log))
        }
        for topic in topics where chance(2) {
            let log = topic.logs[number(0...topic.logs.count - 1)]
            destinations.append(FanCommand.Destination(target: topic.id, version: 0, log: log))
        }
        let block = FanCommand.Block(
            destinations: destinations, count: 1, bytes: 1, traits: traits())
        return .fan(
            FanCommand(
                namespace: EntityID(0), exchange: EntityID(0),
                routes: oracle.routes &+ (chance(15) ? 1 : 0), blocks: [block], isMandatory: chance(3)))
    }

    private mutating func commit() -> TransactionPart {
        var offsets: [CommittedOffset] = []
        for log in topics.flatMap(\.logs) where chance(2) {
            let end = oracle.ends[log, default: 0]
            offsets.append(
                CommittedOffset(log: log, offset: Offset(UInt64(number(0...end + (chance(6) ? 2 : 0))))))
        }
        let author = CommitCommand.Author(member: "w", epoch: oracle.epoch + (chance(8) ? 1 : 0))
        return .commit(CommitCommand(group: group, author: author, offsets: offsets))
    }

    private mutating func settle() -> TransactionPart {
        let place = leases.suffix(8).randomElement(using: &random)?.queue ?? 0
        var items: [SettleItem] = []
        for lease in leases.suffix(12).shuffled(using: &random).prefix(number(1...2))
        where lease.queue == place {
            var item = lease.item
            item.verb = chance(4) ? .nack(failed: false) : .ack
            items.append(item)
        }
        return .settle(SettleCommand(queue: oracle.queues[place].id, items: items))
    }

    // MARK: what it came to

    private func check() {
        let wrong = wrongEnds + oracle.queues.compactMap(wrongCounts) + wrongOffsets
        // One expectation, since each takes its time.
        if !wrong.isEmpty { Issue.record("\(wrong)") }
    }

    private var wrongEnds: [String] {
        topics.flatMap(\.logs).compactMap { log in
            let (end, known) = (stage.broker.end(of: log)?.rawValue, UInt64(oracle.ends[log, default: 0]))
            return end == known ? nil : "log \(log.rawValue) ends at \(end ?? 0), not \(known)"
        }
    }

    private func wrongCounts(_ queue: TransactionOracle.Lane) -> String? {
        guard let counts = stage.broker.counts(of: queue.id) else { return "no queue" }
        var (ready, leased, delayed) = (0, 0, 0)
        for message in queue.messages {
            switch message.stand {
            case .ready, .expired, .settled(.nacked): ready += 1
            case .leased: leased += 1
            case .delayed: delayed += 1
            case .settled: break
            }
        }
        if counts.ready == ready, counts.leased == leased, counts.delayed == delayed { return nil }
        return "\(counts) instead of \(ready) ready, \(leased) leased, \(delayed) delayed"
    }

    private var wrongOffsets: [String] {
        if oracle.committed.isEmpty { return [] }
        let offsets = stage.status(of: group)?.offsets ?? []
        return topics.flatMap(\.logs).compactMap { log in
            guard let known = oracle.committed[log] else { return nil }
            let found = offsets.first { $0.log == log }?.offset
            return found == Offset(UInt64(known)) ? nil : "the group is at \(String(describing: found))"
        }
    }
}
