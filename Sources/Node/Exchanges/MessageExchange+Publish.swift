internal import Base
package import Broker
package import LogFormat
internal import LogStore

extension MessageExchange {
    /// Stores what was routed, all blocks or none.
    ///
    /// Suspends only while the journal has no room. Refused as `stale` when something has changed since it was
    /// routed: then route again.
    package func publish(
        _ blocks: [FanBlock], ack: Ack? = nil, isMandatory: Bool = false, identity: PublishIdentity? = nil
    ) async throws(Refused) -> Gated<Fanned> {
        let ack = ack ?? .flush
        var feeds: [FanFeed] = []
        let wanted = blocks.enumerated().map { index, block in
            self.block(block, at: index, &feeds)
        }
        let command = FanCommand(
            namespace: namespace.id, exchange: identityTarget,
            routes: blocks.first?.routed.routes ?? namespace.routes, blocks: wanted,
            isMandatory: isMandatory, identity: identity, ack: ack)
        guard blocks.allSatisfy({ $0.routed.routes == command.routes }) else { throw Refused(.stale) }
        let bodies = Bodies(
            first: blocks.first?.suffixes ?? .empty, rest: blocks.dropFirst().map(\.suffixes))
        let shard = namespace.shard
        try await shard.waitForRoom()
        let fanned: Gated<Fanned>
        do throws(Refused) { fanned = try shard.fan(command, bodies: bodies, feeds: feeds) } catch {
            if case .unroutable = error.reason { counters.addReturned() }
            throw error
        }
        if !fanned.value.isRepeated { count(blocks) }
        return fanned
    }

    /// The queues' logs and topics' partitions of a block.
    func block(_ block: FanBlock, at index: Int, _ feeds: inout [FanFeed]) -> FanCommand.Block {
        var scratch = ByteBuffer()
        let destinations = block.routed.targets.map { target in
            switch target {
            case .queue(let queue):
                let log = queue.log(nearest: block.traits.priority)
                return FanCommand.Destination(target: queue.id, version: 0, log: log.id)
            case .topic(let topic):
                let partition = topic.partition(
                    ofLine: block.suffixes, routingKey: block.routingKey, &scratch)
                let log = topic.log(partition)
                if topic.isCompacted {
                    feeds.append(FanFeed(block, at: index, log, by: namespace.shard.keyHasher))
                }
                return FanCommand.Destination(target: topic.id, version: topic.version, log: log.id)
            }
        }
        var fan = FanCommand.Block(
            destinations: destinations, count: UInt32(block.count), bytes: block.suffixes.count,
            traits: block.traits)
        if block.count > 1, block.routed.targets.contains(where: \.boundsBytes) {
            fan.sizes = block.suffixes.lineSizes(count: block.count)
        }
        return fan
    }

    /// Counts what was carried out.
    func count(_ blocks: [FanBlock]) { for block in blocks { count(block.count, block.routed) } }

    /// Counts so many messages that went the same ways.
    func count(_ messages: Int, _ routed: Routed) {
        if routed.targets.isEmpty { counters.addUnroutable(messages) } else { counters.add(messages) }
        for binding in routed.bindings { binding.counters.add(messages) }
    }
}

/// What the key index of a compacted topic hears of a block.
struct FanFeed: Sendable {
    private(set) var block: Int
    let log: LogView
    let keys: KeyHashes
    let count: Int

    init(_ block: FanBlock, at index: Int, _ log: LogView, by hasher: KeyHasher) {
        self.block = index
        self.log = log
        count = block.count
        var scratch = ByteBuffer()
        keys = .one(hasher.hash(ofSuffix: block.suffixes, &scratch))
    }

    /// The same behind so many blocks.
    func moved(by blocks: Int) -> FanFeed {
        var feed = self
        feed.block += blocks
        return feed
    }
}

extension Shard {
    /// Carries out a fan.
    func fan(_ command: FanCommand, bodies: Bodies, feeds: [FanFeed]) throws(Refused) -> Gated<Fanned> {
        let flush = command.ack == .flush
        return try locked(flush: flush) { (state) throws(Refused) -> Gated<Fanned> in
            let sequence = commit(.fan(command), bodies: bodies, flush: flush, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            switch state.decision.reply {
            case .repeated(let result):
                state.counts.repeats &+= 1
                return Gated(Fanned(result, places(of: result, state)), gate: gate(sequence))
            case .appended(let timestamp):
                feed(feeds, state.decision.events)
                return Gated(
                    fanned(command, at: timestamp, state), gate: gate(sequence))
            default: throw Refused(.stale, gate: gate(sequence))
            }
        }
    }

    func feed(_ feeds: [FanFeed], _ events: [Event]) {
        if feeds.isEmpty { return }
        for case .appended(let head, let block) in events {
            for one in [head.destination] + head.others {
                for feed in feeds where feed.block == block && feed.log.id == one.log {
                    feed.log.keys?.index.feed(feed.keys, count: feed.count, first: one.first)
                }
            }
        }
    }

    func fanned(
        _ command: FanCommand, at timestamp: Instant, _ state: borrowing ShardState
    ) -> Fanned {
        let totals = command.totals(of: state.decision.events)
        var places: [Fanned.Place] = []
        var known: Set<LogID> = []
        for case .appended(let head, block: _) in state.decision.events {
            for one in [head.destination] + head.others where places.count < Limits.fanTargetsNamedMax {
                guard known.insert(one.log).inserted, let place = place(one.log, state) else { continue }
                places.append(place)
            }
        }
        var delayedUntil: Instant?
        for case .delayed(let event) in state.decision.events { delayedUntil = event.until }
        var fanned = Fanned(
            timestamp: timestamp, ack: command.ack, totals: totals, places: places,
            delayedUntil: delayedUntil, isRepeated: false)
        fanned.duplicates =
            command.blocks.reduce(0) { $0 + Int($1.count) * $1.destinations.count } - totals.copies
        return fanned
    }

    func places(of result: PublishResult, _ state: borrowing ShardState) -> [Fanned.Place] {
        var places: [Fanned.Place] = []
        for one in result.rest { if let place = place(LogID(one.partition), state) { places.append(place) } }
        return places
    }

    /// Whose a log is; nil when that is gone.
    func place(_ log: LogID, _ state: borrowing ShardState) -> Fanned.Place? {
        state.entities.log(log).map { Fanned.Place(owner: $0.owner, partition: $0.partition) }
    }
}

extension Fanned {
    /// As it was told the first time.
    init(_ result: PublishResult, _ places: [Place]) {
        self.init(
            timestamp: result.timestamp, ack: result.ack, totals: result.fanTotals ?? FanTotals(),
            places: places, delayedUntil: nil, isRepeated: true)
    }
}
