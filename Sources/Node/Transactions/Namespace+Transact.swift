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
        guard let first = draft.bodies.first else {
            return try shard.transact(command, bodies: .none, draft)
        }
        try await shard.waitForRoom()
        let bodies = Bodies(first: first, rest: Array(draft.bodies.dropFirst()))
        let done = try shard.transact(command, bodies: bodies, draft)
        if !done.value.isRepeated { for part in draft.routed { part.exchange.count(1, part.routed) } }
        return done
    }
}

/// The parts of a transaction as the broker takes them, and what belongs to them.
fileprivate struct TransactionParts {
    private(set) var commands: [TransactionPart] = []
    private(set) var bodies: [ByteView] = []
    private(set) var keyed: [KeyedPart] = []
    private(set) var routed: [RoutedPart] = []
    private(set) var feeds: [FanFeed] = []

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
            add(
                block, to: log.id, of: queue.id, version: queue.version, traits,
                sizes: queue.settings.sizes(of: block.suffixes, count: block.count))
        case .fan(let part, let suffix):
            commands.append(.fan(part.command))
            feeds += part.feeds(behind: bodies.count)
            routed.append(part)
            bodies.append(suffix)
        case .settle(let queue, let items):
            commands.append(.settle(SettleCommand(queue: queue.id, items: items)))
        case .commit(let group, let offsets, let author):
            commands.append(.commit(CommitCommand(group: group.id, author: author, offsets: offsets)))
        case .cancelSchedule(let name): commands.append(.cancelSchedule(name))
        }
    }

    private mutating func add(
        _ block: PublishBlock, to log: LogID, of target: EntityID, version: UInt32, _ traits: MessageTraits,
        sizes: [UInt32] = []
    ) {
        var one = AppendCommand.Block(
            log: log, count: UInt32(block.count), bytes: block.suffixes.count,
            expectedOffset: block.expectedOffset, traits: traits)
        one.sizes = sizes
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
        _ command: TransactionCommand, bodies: Bodies, _ draft: TransactionParts
    ) throws(Refused) -> Gated<Transacted> {
        try commanded { (state) throws(Refused) -> Gated<Transacted> in
            if let refusal = refusal(of: draft.keyed, command.identity, in: &state) {
                state.counts.commands &+= 1
                state.counts.refusals &+= 1
                throw Refused(refusal, gate: gate(state.applied))
            }
            let sequence = commit(.transaction(command), bodies: bodies, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            switch state.decision.reply {
            case .repeated(let result):
                state.counts.repeats &+= 1
                return Gated(
                    transacted(result, isRepeated: true, in: state), gate: gate(sequence))
            case .appended:
                state.counts.transactions &+= 1
                let result = state.broker.result(of: command, state.decision)
                var done = transacted(result, isRepeated: false, in: state)
                follow(draft, &done, state.decision.events)
                return Gated(done, gate: gate(sequence))
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

    /// Tells the indexes of keys what was stored, and the answer when it is ready.
    private func follow(_ draft: TransactionParts, _ done: inout Transacted, _ events: [Event]) {
        var next = draft.keyed[...]
        var place = 0
        for event in events {
            switch event {
            case .appended(let head, let block):
                place = block
                if let one = next.first, one.block == block {
                    one.lines.feed(block: 0, at: head.destination.first)
                    next = next.dropFirst()
                }
            case .delayed(let event):
                if place < done.places.count { done.places[place].delayedUntil = event.until }
            default: break
            }
        }
        feed(draft.feeds, events)
    }

    private func transacted(
        _ result: PublishResult, isRepeated: Bool, in state: borrowing ShardState
    ) -> Transacted {
        var places: [Transacted.Place] = []
        for place in result.places {
            switch place {
            case .appended(let stretch):
                places.append(Transacted.Place(stored: .appended(Appended(stretch))))
            case .fanned(let copies, let logs):
                var owners: [Fanned.Place] = []
                for one in logs {
                    if let owner = self.place(LogID(one.partition), state) { owners.append(owner) }
                }
                places.append(Transacted.Place(stored: .fanned(copies: copies, owners)))
            }
        }
        return Transacted(timestamp: result.timestamp, places: places, isRepeated: isRepeated)
    }
}
