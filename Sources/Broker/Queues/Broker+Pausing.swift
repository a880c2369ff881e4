internal import Base
internal import LogFormat

extension Broker {
    func decidePauseQueue(_ id: EntityID, isPaused: Bool, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(id) else { return decision.refuse(.stale) }
        decision.reply = .declared(id, created: false, changed: [])
        guard queue.settings.isPaused != isPaused else { return }
        var settings = queue.settings
        settings.isPaused = isPaused
        decision.events.append(.queueChanged(QueueChanged(id: id, settings: settings)))
        guard !isPaused else { return }
        var cursor = cursor(over: queue, decision)
        var admission = admission(to: queue, now: now, &decision)
        grant(queue, evenIfPaused: true, from: &cursor, &admission, now: now, &decision)
    }

    func decideDeleteEmptyQueue(_ id: EntityID, _ decision: inout Decision) {
        guard let queue = entities.queue(id) else { return decision.refuse(.stale) }
        let counts = counts(of: queue)
        if counts.total > 0 { return decision.refuse(.queueNotEmpty(counts)) }
        decideDeleteQueue(id, &decision)
    }
}
