internal import Base
internal import Broker
internal import LogFormat

extension Namespace {
    /// Carries out all parts or none of them, in one frame.
    ///
    /// Suspends only while the journal has no room for messages. A part whose topic, queue or group has changed
    /// since it was looked up is refused as `stale`.
    package func transact(_ request: TransactionRequest) async throws(Refused) -> Gated<Transacted> {
        var draft = TransactionParts()
        for part in request.parts { try draft.add(part) }
        let command = TransactionCommand(
            namespace: id, parts: draft.commands, identity: request.identity)
        if let first = draft.bodies.first {
            try await shard.waitForRoom()
            let bodies = Bodies(first: first, rest: Array(draft.bodies.dropFirst()))
            return try shard.transact(command, bodies: bodies, keyed: draft.keyed)
        }
        return try shard.transact(command, bodies: .none, keyed: [])
    }
}

/// The parts of a transaction as the broker takes them, and what belongs to them.
private struct TransactionParts {
    private(set) var commands: [TransactionPart] = []
    private(set) var bodies: [ByteView] = []
    private(set) var keyed: [KeyedPart] = []

    mutating func add(_ part: TransactionRequest.Part) throws(Refused) {
        switch part {
        case .publish(let topic, let block):
            guard topic.logs.indices.contains(block.partition) else {
                throw Refused(.part(commands.count, .badPartition(count: topic.logs.count)))
            }
            if topic.settings.cleanup.compacts {
                let lines = KeyedLines(topic: topic, first: block)
                keyed.append(KeyedPart(part: commands.count, block: bodies.count, lines: lines))
            } else if !block.expectations.isEmpty {
                throw Refused(.part(commands.count, .notCompacted))
            }
            add(
                block, to: topic.logs[block.partition].id, of: topic.id, version: topic.version,
                MessageTraits())
        case .send(let queue, let block, let traits):
            guard let log = queue.log(ofPriority: traits.priority) else {
                let count = queue.settings.lanes.priorities
                throw Refused(.part(commands.count, .badPriority(count: count)))
            }
            add(block, to: log.id, of: queue.id, version: queue.version, traits)
        case .settle(let queue, let items):
            commands.append(.settle(SettleCommand(queue: queue.id, items: items)))
        case .commit(let group, let offsets, let author):
            commands.append(.commit(CommitCommand(group: group.id, author: author, offsets: offsets)))
        case .cancelSchedule(let name): commands.append(.cancelSchedule(name))
        }
    }

    private mutating func add(
        _ block: PublishBlock, to log: LogID, of target: EntityID, version: UInt32, _ traits: MessageTraits
    ) {
        let one = AppendCommand.Block(
            log: log, count: UInt32(block.count), bytes: block.suffixes.count,
            expectedOffset: block.expectedOffset, traits: traits)
        commands.append(.append(AppendCommand(target: target, version: version, first: one)))
        bodies.append(block.suffixes)
    }
}

/// A part whose topic is compacted.
struct KeyedPart {
    let part: Int
    /// Its number among the blocks of the command.
    let block: Int
    let lines: KeyedLines
}

extension Shard {
    fileprivate func transact(
        _ command: TransactionCommand, bodies: Bodies, keyed: [KeyedPart]
    ) throws(Refused) -> Gated<Transacted> {
        try commanded { (state) throws(Refused) -> Gated<Transacted> in
            if let refusal = refusal(of: keyed, command.identity, in: &state) {
                state.counts.commands &+= 1
                state.counts.refusals &+= 1
                throw Refused(refusal, gate: gate(state.applied))
            }
            let sequence = commit(.transaction(command), bodies: bodies, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            switch state.decision.reply {
            case .repeated(let result):
                state.counts.repeats &+= 1
                return Gated(Transacted(result), gate: gate(sequence))
            case .appended(let timestamp):
                state.counts.transactions &+= 1
                let places = places(keyed, in: state)
                return Gated(
                    Transacted(timestamp: timestamp, places: places, isRepeated: false),
                    gate: gate(sequence))
            default: throw Refused(.stale, gate: gate(sequence))
            }
        }
    }

    /// Why what some parts expect of keys is not so; an outdated topic is refused by the broker.
    private func refusal(
        of keyed: [KeyedPart], _ identity: PublishIdentity?, in state: inout ShardState
    ) -> BrokerError? {
        guard !keyed.isEmpty else { return nil }
        let now = readClock(&state)
        if let identity, !state.broker.isNew(identity, now: now) { return nil }
        for one in keyed {
            let topic = one.lines.topic
            guard state.broker.version(of: topic.id) == topic.version else { continue }
            if let refusal = one.lines.refusal { return .part(one.part, refusal) }
        }
        return nil
    }

    /// Reads where messages came to stand from the decision, and tells the indexes of keys.
    private func places(_ keyed: [KeyedPart], in state: borrowing ShardState) -> [Transacted.Place] {
        var places: [Transacted.Place] = []
        var next = keyed[...]
        for event in state.decision.events {
            switch event {
            case .appended(let head, let block):
                let first = head.destination.first
                places.append(
                    Transacted.Place(
                        appended: Appended(
                            partition: Int(head.destination.partition ?? 0), first: first, count: head.count))
                )
                if let one = next.first, one.block == block {
                    one.lines.feed(block: 0, at: first)
                    next = next.dropFirst()
                }
            case .delayed(let event):
                if !places.isEmpty { places[places.count - 1].delayedUntil = event.until }
            default: break
            }
        }
        return places
    }
}

extension Transacted {
    /// As it was told the first time.
    fileprivate init(_ result: PublishResult) {
        let all = [result.first] + result.rest
        self.init(
            timestamp: result.timestamp,
            places: all.filter { $0.count > 0 }.map { Place(appended: Appended($0)) }, isRepeated: true)
    }
}
