import Base
import Broker
import LogFormat
import TestSupport

extension SnapshotRun {
    mutating func prepare() {
        let target = Bool.random(using: &random) ? queues.randomElement(using: &random) : nil
        guard let id = target ?? topics.randomElement(using: &random)?.id else { return }
        let bytes = Int.random(in: 0...(isLarge ? 20_000 : 60), using: &random)
        let delays: [Int64?] = [nil, 500]
        let delay = (delays.randomElement(using: &random) ?? nil).map { Interval(milliseconds: $0) }
        stage.perform(
            .prepare(
                PrepareCommand(
                    target: id, partition: nil, line: Array(repeating: 120, count: bytes) + [10],
                    traits: MessageTraits(delay: delay.map { .by($0) }),
                    time: Interval(milliseconds: Int64.random(in: 1...100_000, using: &random)),
                    identity: identity(on: id))))
        if case .prepared(let number, _) = stage.decision.reply { prepared.append((number, id)) }
    }

    mutating func endPrepared() {
        guard let (number, target) = prepared.suffix(6).randomElement(using: &random),
            let namespace = namespaces.first(where: { stage.broker.prepared(number, in: $0) != nil })
        else { return }
        var append: AppendCommand?
        if UInt.random(in: 0..<3, using: &random) > 0 {
            guard let (id, logs) = logs(of: target), let log = logs.randomElement(using: &random),
                let version = stage.broker.version(of: id)
            else { return }
            append = AppendCommand(
                target: id, version: version, first: AppendCommand.Block(log: log, count: 1, bytes: 1))
        }
        stage.perform(
            .endPrepared(EndPreparedCommand(number: number, namespace: namespace, append: append)))
        keepLeases()
    }

    /// Messages for several things of one namespace, and leases of one queue.
    mutating func transact() {
        let namespace = namespace
        var parts: [TransactionPart] = []
        for id in (topics.map(\.id) + queues).shuffled(using: &random).prefix(3) {
            guard self.namespace(of: id) == namespace, let (id, logs) = logs(of: id),
                let log = logs.randomElement(using: &random), let version = stage.broker.version(of: id)
            else { continue }
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let count = UInt32.random(in: 1...3, using: &random)
                let block = AppendCommand.Block(log: log, count: count, bytes: 1)
                parts.append(.append(AppendCommand(target: id, version: version, first: block)))
            }
        }
        if let fan = fan(in: namespace) {
            parts.append(.fan(fan))
            parts.append(
                .fan(
                    FanCommand(
                        namespace: namespace, exchange: namespace, routes: fan.routes,
                        blocks: [FanCommand.Block(destinations: [], count: 1, bytes: 1)])))
        }
        let held = leases.filter { self.namespace(of: $0.queue) == namespace }
        if let lease = held.suffix(5).randomElement(using: &random) {
            parts.insert(.settle(SettleCommand(queue: lease.queue, items: [lease.item])), at: 0)
        }
        guard !parts.isEmpty else { return }
        var identity = identity(on: namespace)
        if case .producer? = identity?.name { identity = nil }
        stage.perform(
            .transaction(TransactionCommand(namespace: namespace, parts: parts, identity: identity)))
        keepLeases()
    }

    /// A message for a queue and a topic of a namespace, if there are any.
    private mutating func fan(in namespace: EntityID) -> FanCommand? {
        var destinations: [FanCommand.Destination] = []
        for id in [topics.map(\.id), queues].compactMap({ $0.randomElement(using: &random) }) {
            guard self.namespace(of: id) == namespace, let (id, logs) = logs(of: id), let log = logs.first,
                let version = stage.broker.version(of: id)
            else { continue }
            destinations.append(FanCommand.Destination(target: id, version: version, log: log))
        }
        guard !destinations.isEmpty, Bool.random(using: &random) else { return nil }
        let block = FanCommand.Block(destinations: destinations, count: 1, bytes: 1)
        return FanCommand(
            namespace: namespace, exchange: namespace, routes: stage.broker.routes(of: namespace),
            blocks: [block])
    }

    // MARK: groups

    mutating func readForGroup() {
        let target = GroupTarget.named(namespace, "g\(UInt.random(in: 0...1, using: &random))")
        let member = "w\(UInt.random(in: 0...2, using: &random))"
        stage.perform(
            .poll(PollCommand(group: target, member: member, topics: Subscription(["*"]), after: nil)))
        guard case .polled(let polled) = stage.decision.reply, Bool.random(using: &random) else { return }
        let offsets = polled.positions.map { CommittedOffset(log: $0.log, offset: $0.offset) }
        stage.perform(
            .commitOffsets(
                CommitCommand(
                    group: polled.group,
                    author: CommitCommand.Author(member: member, epoch: polled.epoch),
                    offsets: offsets)))
        switch UInt.random(in: 0..<6, using: &random) {
        case 0: stage.perform(.saveOffsets(polled.group, name: "before"))
        case 1: stage.perform(.deleteGroup(polled.group))
        case 2: stage.perform(.pauseGroup(polled.group, isPaused: Bool.random(using: &random)))
        default: break
        }
    }
}
