internal import Base
internal import LogFormat

/// A queue that lives as long as it is used.
extension Broker {
    /// Says that a queue is used now, if that matters.
    func use(_ queue: Queue, at now: Instant, _ decision: inout Decision) {
        if queue.settings.expires != nil { decision.used.append((queue.id, now)) }
    }

    /// Takes in that a queue was used.
    mutating func noteUse(of id: EntityID, at now: Instant) {
        guard let queue = entities.queue(id) else { return }
        queue.lastUsed = Swift.max(queue.lastUsed, now)
        arm(queue)
    }
}
