internal import Base
internal import LogFormat

extension Broker {
    /// Checks every part against the state and the parts before it; then all of it is one command's events.
    func decideTransaction(_ command: TransactionCommand, now: Instant, _ decision: inout Decision) {
        if let identity = command.identity {
            switch judge(identity, now: now) {
            case .fresh: break
            case .repeated(let result): return decision.reply = .repeated(result)
            case .refused(let error): return decision.refuse(error)
            }
        }
        guard entities.namespace(command.namespace) != nil, !command.parts.isEmpty else {
            return decision.refuse(.stale)
        }
        guard command.parts.count <= Limits.transactionOperationsMax else {
            return decision.refuse(.limit("operations", max: Limits.transactionOperationsMax))
        }
        var draft = TransactionDraft(now: now)
        for (index, part) in command.parts.enumerated() {
            if let refusal = decide(part, at: index, of: command, &draft, &decision) {
                return decision.refuse(.part(index, refusal))
            }
        }
        for place in draft.queues.indices {
            if let (part, refusal) = settle(&draft.queues[place], now: now, &decision) {
                return decision.refuse(.part(part, refusal))
            }
        }
        if !decision.outcomes.isEmpty { decision.outcomes.removeAll(keepingCapacity: true) }
        // Last of all what depends on what the whole of it comes to.
        if draft.timestamp > now { stamp(draft.timestamp, on: &decision.events) }
        decision.reply = .appended(timestamp: draft.timestamp)
        if let identity = command.identity {
            let result = result(of: command, decision)
            remember(identity, of: command.namespace, as: result, now: now, &decision)
        }
        for one in draft.queues { serve(one.queue, overlay: one.overlay, now: now, &decision) }
    }

    /// Yields what one part means, but for leases, which are settled together; tells why not.
    private func decide(
        _ part: TransactionPart, at index: Int, of command: TransactionCommand,
        _ draft: inout TransactionDraft, _ decision: inout Decision
    ) -> BrokerError? {
        switch part {
        case .append(let append): return self.append(append, in: command.namespace, &draft, &decision)
        case .fan(let fan): return self.fan(fan, in: command.namespace, &draft, &decision)
        case .settle(let settle):
            guard let queue = entities.queue(settle.queue), queue.namespace == command.namespace else {
                return .stale
            }
            draft.add(settle.items, of: queue, part: index)
            return draft.leases <= Limits.settleItemsMax
                ? nil : .limit("leases", max: Limits.settleItemsMax)
        case .commit(let commit):
            guard let group = entities.group(commit.group), group.namespace == command.namespace else {
                return .stale
            }
            guard !draft.groups.contains(group.id) else { return .namedTwice }
            draft.groups.append(group.id)
            return self.commit(commit, now: draft.now, &decision)
        case .cancelSchedule(let name):
            let found: Schedule
            switch removable(name, in: command.namespace) {
            case .success(let schedule): found = schedule
            case .failure(let refusal): return refusal
            }
            guard !draft.schedules.contains(found.id) else { return .namedTwice }
            draft.schedules.append(found.id)
            decision.events.append(.schedulesDeleted(SchedulesDeleted(ids: [found.id])))
            return nil
        }
    }

    /// Yields what one part brings to a topic or queue; tells why not.
    private func append(
        _ append: AppendCommand, in namespace: EntityID, _ draft: inout TransactionDraft,
        _ decision: inout Decision
    ) -> BrokerError? {
        let queue: Queue?
        switch entities[append.target] {
        case .topic(let topic):
            guard topic.version == append.version, topic.namespace == namespace else { return .stale }
            queue = nil
        case .queue(let found):
            guard found.namespace == namespace else { return .stale }
            queue = found
        case .vacant, .namespace, .group, .exchange, .policy: return .stale
        }
        note(append.target, in: &draft)
        defer { draft.blocks += 1 + append.rest.count }
        return self.append(
            append, to: queue, blocksBefore: draft.blocks, now: draft.now, &draft.timestamp, &decision)
    }

    /// Yields what one part brings through an exchange; tells why not.
    private func fan(
        _ fan: FanCommand, in namespace: EntityID, _ draft: inout TransactionDraft,
        _ decision: inout Decision
    ) -> BrokerError? {
        guard fan.namespace == namespace else { return .stale }
        draft.destinations += fan.blocks.reduce(0) { $0 + $1.destinations.count }
        // Not only of each message: all of it is decided under one lock.
        guard draft.destinations <= Limits.fanDestinationsMax else {
            return .limit("destinations", max: Limits.fanDestinationsMax)
        }
        for block in fan.blocks { for one in block.destinations { note(one.target, in: &draft) } }
        defer { draft.blocks += fan.blocks.count }
        return self.fan(
            fan, blocksBefore: draft.blocks, now: draft.now, &draft.timestamp, &decision)
    }

    /// Has those served in the end who wait for what a topic or queue gets.
    private func note(_ target: EntityID, in draft: inout TransactionDraft) {
        switch entities[target] {
        case .topic(let topic): for reader in readers(of: topic) { draft.place(of: reader) }
        case .queue(let queue): draft.place(of: queue)
        case .vacant, .namespace, .group, .exchange, .policy: break
        }
    }

    /// Settles what the parts name of one queue; tells which part cannot be carried out, and why.
    private func settle(
        _ one: inout TransactionDraft.Settling, now: Instant, _ decision: inout Decision
    ) -> (part: Int, BrokerError)? {
        if let twice = one.firstNamedTwice { return (twice, .namedTwice) }
        decision.outcomes.removeAll(keepingCapacity: true)
        decision.order.removeAll(keepingCapacity: true)
        one.overlay = settle(one.items, of: one.queue, now: now, &decision)
        for (index, outcome) in decision.outcomes.enumerated() {
            switch outcome {
            case .acked, .nacked, .rejected, .extended, .deferred: continue
            case .lost: return (one.parts[index], .leaseLost)
            case .alreadyAcked, .alreadyNacked, .alreadyRejected, .alreadyDeferred:
                // Whatever settled it may have been this transaction, sent before: it must not be done twice.
                return (one.parts[index], .leaseSettled(outcome))
            }
        }
        return nil
    }
}
