package import Base
internal import LogFormat

/// Queues that serve one consumer alone.
extension Broker {
    /// Which receivers of a queue a decision may serve, when `asking` asks or settles.
    ///
    /// Where one alone is served and nobody's session runs, it is whoever has waited longest from now on, or
    /// else who asks.
    func admission(
        to queue: Queue, asking: String? = nil, overlay: Range<Int> = 0..<0, now: Instant,
        _ decision: inout Decision
    ) -> Admission {
        guard queue.settings.choosing.isSingleActive else {
            return Admission(queue, active: nil, overlay: overlay)
        }
        let running = running(of: queue, now: now)
        let active = running ?? successor(at: queue) ?? asking
        if let active, running == nil || active == asking { activate(active, of: queue, now: now, &decision) }
        return Admission(queue, active: active, overlay: overlay)
    }

    /// Lets the session of whoever is active go on, since it settled something or its wait ended.
    func renew(_ queue: Queue, now: Instant, _ decision: inout Decision) {
        guard queue.settings.choosing.isSingleActive, let running = running(of: queue, now: now) else {
            return
        }
        activate(running, of: queue, now: now, &decision)
    }

    /// Whose session runs at `now`.
    private func running(of queue: Queue, now: Instant) -> String? {
        // After a restart it is whoever was handed messages before.
        guard let active = queue.active else { return queue.leases.latestConsumer }
        let lasts = active.until > now || queue.leasedCount > 0 || isWaiting(active.name, at: queue)
        return lasts ? active.name : nil
    }

    private func isWaiting(_ consumer: String, at queue: Queue) -> Bool {
        var place = queue.line.head
        while let (receiver, next) = parked.at(place) {
            if receiver.consumer == consumer { return true }
            place = next
        }
        return false
    }

    private func activate(_ consumer: String, of queue: Queue, now: Instant, _ decision: inout Decision) {
        decision.activations.append(
            Activation(queue: queue.id, consumer: consumer, until: now + queue.settings.lease))
    }

    /// Who has waited longest of those with a name.
    private func successor(at queue: Queue) -> String? {
        var place = queue.line.head
        while let (receiver, next) = parked.at(place) {
            if let consumer = receiver.consumer { return consumer }
            place = next
        }
        return nil
    }

    /// When another consumer is to be served, if nothing happens before; nil when nobody waits for that.
    func takeover(of queue: Queue) -> Instant? {
        guard queue.settings.choosing.isSingleActive, queue.leasedCount == 0,
            successor(at: queue) != nil
        else { return nil }
        guard let active = queue.active else { return .distantPast }
        return isWaiting(active.name, at: queue) ? nil : active.until
    }

    /// The consumer that alone is served of a queue as far as is known; for whoever looks.
    package func activeConsumer(of queue: EntityID) -> String? {
        guard let queue = entities.queue(queue), queue.settings.choosing.isSingleActive else { return nil }
        return queue.active?.name
    }

    /// A parked receiver stops waiting; the session of its consumer goes on for a while.
    func decideCancelWait(_ waiter: WaiterID, now: Instant, _ decision: inout Decision) {
        decision.leaving = waiter
        let receiver = parked.find(waiter)
        decision.reply = .cancelled(receiver != nil)
        guard let receiver, let queue = entities.queue(receiver.queue) else { return }
        use(queue, at: now, &decision)
        if let active = queue.active, active.name == receiver.consumer { renew(queue, now: now, &decision) }
    }

    func decideEndSession(_ consumer: String, of queue: EntityID, _ decision: inout Decision) {
        guard let queue = entities.queue(queue) else { return decision.refuse(.stale) }
        guard queue.active?.name == consumer else { return }
        decision.activations.append(Activation(queue: queue.id, consumer: consumer, until: nil))
    }

    /// Takes in who is active, after the events of the decision.
    mutating func note(_ activation: Activation) {
        guard let queue = entities.queue(activation.queue) else { return }
        queue.active = ActiveConsumer(name: activation.consumer, until: activation.until ?? .distantPast)
        arm(queue)
    }

    /// Takes in that a process began or slept: who holds messages goes on.
    func resumeActive(of queue: Queue, at now: Instant) {
        guard queue.settings.choosing.isSingleActive,
            let name = queue.active?.name ?? queue.leases.latestConsumer
        else { return }
        queue.active = ActiveConsumer(name: name, until: now + queue.settings.lease)
    }
}
