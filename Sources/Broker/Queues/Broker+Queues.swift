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
            return decideChangeQueue(EntityID(id), wish, &decision)
        }
        guard isLease(wish.lease) else { return decision.refuse(.limit("lease", max: leaseMax)) }
        let event = QueueDeclared(
            id: entities.nextEntity, namespace: namespace.id, declaredAt: now,
            settings: wish.applied(to: .standard).settings, name: name, log: entities.nextLog)
        decision.events.append(.queueDeclared(event))
        decision.reply = .declared(event.id, created: true, changed: [])
    }

    func decideChangeQueue(_ id: EntityID, _ wish: QueueWish, _ decision: inout Decision) {
        guard let queue = entities.queue(id) else { return decision.refuse(.stale) }
        guard isLease(wish.lease) else { return decision.refuse(.limit("lease", max: leaseMax)) }
        let (settings, changed) = wish.applied(to: queue.settings)
        decision.reply = .declared(id, created: false, changed: changed)
        guard !changed.isEmpty else { return }
        decision.events.append(.queueChanged(QueueChanged(id: id, settings: settings)))
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
        guard let queue = entities.queue(id), let log = entities.log(queue.log) else {
            return decision.refuse(.stale)
        }
        let total = counts(of: queue, log).total
        decision.reply = .purged(count: total)
        guard total > 0 else { return }
        decision.events.append(.purged(Purged(queue: id, purgedAt: now, below: log.next)))
    }

    mutating func evolve(_ event: QueueDeclared, at sequence: JournalSequence) {
        let queue = Queue(event)
        guard entities.place(.queue(queue), at: event.id) else { return }
        _ = queue.mark.admits(sequence)
        entities.namespace(event.namespace)?.queues.claim(event.name, for: event.id.rawValue)
        entities.place(Log(id: event.log, owner: event.id, partition: nil))
    }

    mutating func evolve(_ event: QueueChanged, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.id), queue.mark.admits(sequence) else { return }
        queue.settings = event.settings
        queue.version += 1
    }

    mutating func evolveQueueDeleted(_ id: EntityID) {
        guard let queue = entities.queue(id) else { return }
        entities.namespace(queue.namespace)?.queues.release(queue.name, of: id.rawValue)
        // Whoever waits is gone with the queue; their grants told them so.
        while let (receiver, _) = parked.at(queue.line.head) { parked.remove(receiver.id, from: &queue.line) }
        entities.remove(queue.log)
        entities.remove(id)
        timers.remove(id.rawValue)
    }

    mutating func evolve(_ event: Purged, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.purge(event)
    }

    func counts(of queue: Queue, _ log: Log) -> QueueCounts {
        let ready = Int(log.next.rawValue - queue.slots.next) + queue.slots.ready
        return QueueCounts(
            ready: ready, leased: queue.slots.leased,
            oldest: queue.slots.floor < log.next.rawValue ? Offset(queue.slots.floor) : nil)
    }

    /// The longest lease, in ms.
    private var leaseMax: Int { Int(Limits.leaseMax.milliseconds) }

    private func isLease(_ lease: Interval?) -> Bool {
        guard let lease else { return true }
        return lease > .zero && lease <= Limits.leaseMax
    }
}
