internal import Base
internal import LogFormat

extension Broker {
    func decideFan(_ command: FanCommand, now: Instant, _ decision: inout Decision) {
        if let identity = command.identity {
            switch judge(identity, now: now) {
            case .fresh: break
            case .repeated(let result): return decision.reply = .repeated(result)
            case .refused(let error): return decision.refuse(error)
            }
        }
        var timestamp = now
        if let refusal = fan(command, now: now, &timestamp, &decision) { return decision.refuse(refusal) }
        if timestamp > now { stamp(timestamp, on: &decision.events) }
        decision.reply = .appended(timestamp: timestamp)
        if let identity = command.identity {
            let result = fanned(command, timestamp, decision)
            remember(identity, of: command.exchange, as: result, now: now, &decision)
        }
        serve(queuesOf: command, now: now, &decision)
    }

    /// Yields that messages join their destinations behind what is pending; one refusal and all of it is void.
    ///
    /// `timestamp` rises to what is not below any of the logs' last ones; `blocksBefore` counts the blocks that
    /// earlier parts of the command have.
    func fan(
        _ command: FanCommand, blocksBefore: Int = 0, now: Instant, _ timestamp: inout Instant,
        _ decision: inout Decision
    ) -> BrokerError? {
        guard let namespace = entities.namespace(command.namespace), namespace.routes == command.routes else {
            return .stale
        }
        for (index, block) in command.blocks.enumerated() {
            guard block.destinations.count <= Limits.fanDestinationsMax else {
                return .limit("destinations", max: Limits.fanDestinationsMax)
            }
            guard block.count > 0 else { return .stale }
            if block.destinations.isEmpty {
                if command.isMandatory { return .unroutable }
                continue
            }
            var heads: [AppendedDestination] = []
            heads.reserveCapacity(block.destinations.count)
            var taking: [FanCommand.Destination] = []
            for destination in block.destinations {
                if let source = entities.queue(destination.target)?.settings.lanes.source {
                    return .hasSource(source.name)
                }
                guard isCurrent(destination), let log = entities.log(destination.log),
                    log.owner == destination.target
                else { return .stale }
                if isDuplicate(block, at: destination, now: now, decision) { continue }
                taking.append(destination)
                let first = log.next + decision.pending[log.id]
                heads.append(AppendedDestination(log: log.id, partition: log.partition, first: first))
                decision.pending.add(Int(block.count), bytes: block.bytes, to: log.id)
                timestamp = Swift.max(timestamp, log.lastTimestamp)
            }
            if heads.isEmpty { continue }
            let head = AppendedHead(
                count: Int(block.count), timestamp: now, destination: heads[0],
                others: Array(heads.dropFirst()))
            decision.events.append(.appended(head, block: blocksBefore + index))
            if let refusal = admit(block, to: taking, at: heads, now: now, &decision) { return refusal }
        }
        return nil
    }

    /// Whether a destination is what it was when it was chosen.
    private func isCurrent(_ destination: FanCommand.Destination) -> Bool {
        switch entities[destination.target] {
        case .topic(let topic): topic.version == destination.version
        case .queue: true
        case .vacant, .namespace, .group, .exchange, .policy: false
        }
    }

    /// Tells the queues among the destinations what concerns them of the messages of a block.
    private func admit(
        _ block: FanCommand.Block, to destinations: [FanCommand.Destination],
        at heads: [AppendedDestination], now: Instant, _ decision: inout Decision
    ) -> BrokerError? {
        for (place, destination) in destinations.enumerated() {
            guard let queue = entities.queue(destination.target) else { continue }
            var lines = AppendCommand.Block(
                log: destination.log, count: block.count, bytes: block.bytes, traits: block.traits)
            lines.sizes = block.sizes
            if let refusal = admit(lines, at: heads[place].first, to: queue, now: now, &decision)
                ?? refusal(ofFull: queue, decision)
            {
                return refusal
            }
            identify(lines, at: heads[place].first, in: queue, now: now, &decision)
        }
        return nil
    }

    /// Whether a queue has the message of a block already, by its id, or gets it by the same decision.
    private func isDuplicate(
        _ block: FanCommand.Block, at destination: FanCommand.Destination, now: Instant,
        _ decision: borrowing Decision
    ) -> Bool {
        let hash = block.traits.dedupe
        guard hash != 0, let queue = entities.queue(destination.target),
            let window = queue.settings.choosing.dedupe
        else { return false }
        return queue.recognised.find(hash, after: now.before(window)) != nil
            || decision.identified.contains(IdentifiedMessage(queue: queue.id, hash: hash))
    }

    /// Hands what a fan brings to those who wait for it, and makes room where there is too much.
    func serve(queuesOf command: FanCommand, now: Instant, _ decision: inout Decision) {
        var served: Set<EntityID> = []
        for block in command.blocks {
            for destination in block.destinations {
                guard command.blocks.count == 1 || served.insert(destination.target).inserted else {
                    continue
                }
                serve(waitersAt: destination.target, now: now, &decision)
            }
        }
    }

    /// What a fan came to: the totals, then its first destinations.
    func fanned(
        _ command: FanCommand, _ timestamp: Instant, _ decision: borrowing Decision
    ) -> PublishResult {
        let totals = command.totals(of: decision.events)
        var named: [PublishResult.Stretch] = []
        var known: Set<LogID> = []
        for case .appended(let head, block: _) in decision.events {
            for index in 0...head.others.count where named.count < Limits.fanTargetsNamedMax {
                let one = index == 0 ? head.destination : head.others[index - 1]
                guard known.insert(one.log).inserted else { continue }
                named.append(
                    PublishResult.Stretch(
                        partition: one.log.rawValue, count: UInt32(head.count), first: one.first))
            }
        }
        return PublishResult(fanned: totals, named, timestamp: timestamp, ack: command.ack)
    }
}
