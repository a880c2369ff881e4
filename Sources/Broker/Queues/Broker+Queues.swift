internal import Base
internal import LogFormat

extension Broker {
    func decideDeclareQueue(
        in namespace: EntityID, _ name: String, _ wish: QueueWish, createOnly: Bool, now: Instant,
        _ decision: inout Decision
    ) {
        guard let namespace = entities.namespace(namespace) else { return decision.refuse(.stale) }
        guard isName(name) else { return decision.refuse(.badName) }
        if let id = name.withByteView({ namespace.queues.find($0) }) {
            if createOnly { return decision.refuse(.exists(.queue, name)) }
            return decideChangeQueue(EntityID(id), wish, now: now, &decision)
        }
        if let refusal = refusal(of: wish) { return decision.refuse(refusal) }
        var settings = wish.applied(to: .standard).settings
        if let refusal = refusal(of: settings, name, in: namespace) { return decision.refuse(refusal) }
        settings.lanes.priorities = wish.lanes.priorities ?? 1
        if let source = wish.lanes.source {
            switch source.find(in: namespace, entities) {
            case .failure(let refusal): return decision.refuse(refusal)
            case .success(let found): settings.lanes.source = found
            }
        }
        if let refusal = refusal(ofMix: settings) { return decision.refuse(refusal) }
        settings = namespace.policyLine.rule(
            settings, wish.added(to: Rules(), leadingTo: settings), of: name)
        let event = QueueDeclared(
            id: entities.nextEntity, namespace: namespace.id, declaredAt: now,
            settings: settings, name: name, log: firstLog(of: settings.lanes))
        decision.events.append(.queueDeclared(event))
        addLanes(to: event, from: wish.lanes.source?.found, &decision)
        decision.reply = .declared(event.id, created: true, changed: [])
    }

    func decideChangeQueue(
        _ id: EntityID, _ wish: QueueWish, now: Instant, _ decision: inout Decision
    ) {
        guard let queue = entities.queue(id) else { return decision.refuse(.stale) }
        if let refusal = refusal(of: wish) { return decision.refuse(refusal) }
        let immutable = wish.lanes.immutable(in: queue.settings.lanes)
        guard immutable.isEmpty else { return decision.refuse(.immutable(immutable)) }
        var (settings, changed) = wish.applied(to: queue.settings.withoutPolicy)
        if changed.contains("dead_letter") || changed.contains("overflow"),
            let namespace = entities.namespace(queue.namespace),
            let refusal = refusal(of: settings, queue.name, in: namespace)
        {
            return decision.refuse(refusal)
        }
        if let refusal = refusal(ofMix: settings) { return decision.refuse(refusal) }
        use(queue, at: now, &decision)
        decision.reply = .declared(id, created: false, changed: changed)
        let declared = wish.added(to: queue.settings.declared, leadingTo: settings)
        if let line = entities.namespace(queue.namespace)?.policyLine {
            settings = line.rule(settings, declared, of: queue.name)
        }
        set(queue, to: settings, now: now, &decision)
    }

    func decideDeleteQueue(_ id: EntityID, _ decision: inout Decision) {
        guard let queue = entities.queue(id) else { return decision.refuse(.stale) }
        decision.events.append(.queueDeleted(id))
        decision.reply = .deleted
        var place = queue.line.head
        while let (receiver, next) = parked.at(place) {
            decision.grants.append(Grant(waiter: receiver.id, outcome: .queueDeleted))
            place = next
        }
    }

    func decidePurge(_ id: EntityID, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(id) else { return decision.refuse(.stale) }
        let total = counts(of: queue).total
        decision.reply = .purged(count: total)
        guard total > 0 else { return }
        decision.events.append(
            .purged(
                Purged(
                    queue: id, purgedAt: now, below: next(of: queue.first),
                    others: queue.others.map { next(of: $0) })))
    }

    mutating func evolve(_ event: QueueDeclared, at sequence: JournalSequence) {
        let queue = Queue(event)
        guard entities.place(.queue(queue), at: event.id) else { return }
        _ = queue.mark.admits(sequence)
        entities.namespace(event.namespace)?.queues.claim(event.name, for: event.id.rawValue)
        if queue.ownsLogs { entities.place(Log(id: event.log, owner: event.id, partition: nil)) }
        queue.followBounds()
        arm(queue)
        noteReader(queue)
        noteGroups(queue)
    }

    mutating func evolve(_ event: QueueChanged, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.id), queue.mark.admits(sequence) else { return }
        queue.settings = event.settings
        queue.version += 1
        queue.followBounds()
        arm(queue)
        if event.settings.choosing.dedupe == nil { queue.recognised = RecognisedMessages() }
        noteGroups(queue)
        arm(queue)
    }

    mutating func evolveQueueDeleted(_ id: EntityID) {
        unbindAll(to: id)
        guard let queue = entities.queue(id) else { return }
        entities.namespace(queue.namespace)?.queues.release(queue.name, of: id.rawValue)
        // Whoever waits is gone with the queue; their grants told them so.
        while let (receiver, _) = parked.at(queue.line.head) { parked.remove(receiver.id, from: &queue.line) }
        noteReader(queue, isGone: true)
        queue.forEachLane { _, lane in
            if queue.ownsLogs { entities.remove(lane.log) }
            lane.slots.doomed = []
        }
        entities.remove(id)
        noteGroups(queue, isGone: true)
        timers.remove(id.rawValue)
        noteDoomed(queue)
        noteRedrives(queue)
    }

    mutating func evolve(_ event: Purged, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.purge(event)
        queue.forEachLane { _, lane in queue.forgetGroups(of: lane, below: lane.slots.next) }
        noteDoomed(queue)
    }

    /// The next offset of what a lane reads.
    func next(of lane: Lane) -> Offset { entities.log(lane.log)?.next ?? Offset(lane.slots.next) }

    func counts(of queue: Queue) -> QueueCounts {
        var counts = counts(of: queue.first)
        counts.lost = queue.sum { Int($0.lost) }
        counts.heldBytes = queue.heldBytes
        guard !queue.isSingle || !queue.ownsLogs else { return counts }
        let lanes = (0..<UInt16(queue.laneCount)).map { self.counts(of: queue[$0]) }
        for lane in lanes.dropFirst() { counts.add(lane) }
        counts.lanes = lanes
        return counts
    }

    private func counts(of lane: Lane) -> QueueCounts {
        let next = next(of: lane).rawValue
        let fresh = Int(next - lane.slots.next) - lane.slots.ahead
        return QueueCounts(
            ready: fresh + lane.slots.ready + lane.slots.due, leased: lane.slots.leased,
            delayed: lane.slots.waits.count, deferred: lane.slots.deferred,
            doomed: lane.slots.doomed.count,
            oldest: lane.slots.floor < next ? Offset(lane.slots.floor) : nil)
    }

    /// Why a queue cannot be two things at once.
    private func refusal(ofMix settings: QueueSettings) -> BrokerError? {
        // The priority of its messages says another order.
        if settings.choosing.order != .none, settings.lanes.priorities > 1 {
            return .excludes("ordered_by", "priorities")
        }
        // What a topic holds is the topic's to bound.
        if settings.bytesMax != nil, settings.lanes.source != nil { return .excludes("max_bytes", "source") }
        return nil
    }

    func refusal(of wish: QueueWish) -> BrokerError? {
        if let lease = wish.lease, lease <= .zero || lease > Limits.leaseMax {
            return .limit("lease", max: Int(Limits.leaseMax.milliseconds))
        }
        if let refusal = wish.refusalOfBounds { return refusal }
        if case .at(let most) = wish.maxDeliveries, !(1...Limits.deliveriesMax).contains(most) {
            return .limit("max_deliveries", max: Limits.deliveriesMax)
        }
        if let refusal = wish.lanes.refusal { return refusal }
        if let refusal = wish.choosing.refusal { return refusal }
        if let backoff = wish.backoff {
            if backoff.count > Limits.backoffStepsMax {
                return .limit("backoff", max: Limits.backoffStepsMax)
            }
            guard backoff.allSatisfy({ $0 >= .zero && $0 <= Limits.delayMax }) else {
                return .limit("backoff", max: Int(Limits.delayMax.milliseconds))
            }
        }
        return nil
    }

    /// Why dead letters could not go where the settings say.
    private func refusal(of settings: QueueSettings, _ name: String, in namespace: Namespace) -> BrokerError?
    {
        if case .automatic = settings.deadLetter {
            let most = Limits.nameBytesMax - Self.deadLetterSuffix.utf8.count
            if name.utf8.count > most { return .limit("name without dead_letter", max: most) }
        }
        return refusal(ofTarget: settings, of: name, in: namespace)
    }

    /// Why nothing could go where the settings say; `name` is that of the queue, which may be still to come.
    func refusal(
        ofTarget settings: QueueSettings, of name: String? = nil, in namespace: Namespace
    ) -> BrokerError? {
        if settings.overflow == .deadLetter, !settings.deadLetter.isChosen { return .overflowWithoutTarget }
        switch settings.deadLetter {
        case .dropped, .handedBack, .automatic: return nil
        case .queue(let target):
            guard let id = target.withByteView({ namespace.queues.find($0) }) else {
                return target == name ? nil : .notFound(.queue, target)
            }
            guard let source = entities.queue(EntityID(id))?.settings.lanes.source else { return nil }
            return .hasSource(source.name)
        case .topic(let target):
            return target.withByteView { namespace.topics.find($0) } == nil ? .notFound(.topic, target) : nil
        case .exchange(let target, let key):
            if let key, key.utf8.count > Limits.routingKeyBytesMax {
                return .limit("routing_key", max: Limits.routingKeyBytesMax)
            }
            let isThere =
                target == Self.defaultExchange || target.withByteView { namespace.exchanges.find($0) } != nil
            return isThere ? nil : .notFound(.exchange, target)
        }
    }

    /// The log that a queue is declared with: its own, or that of the source's first partition.
    private func firstLog(of settings: LaneSettings) -> LogID {
        settings.source.flatMap { entities.topic($0.topic)?.logs.first } ?? entities.nextLog
    }

    /// What the name of a queue for dead letters ends in.
    static var deadLetterSuffix: String { ".dlq" }
}
