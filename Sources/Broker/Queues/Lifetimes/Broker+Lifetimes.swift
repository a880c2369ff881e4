package import Base
package import LogFormat

extension Broker {
    /// Yields that messages which nobody has outlived their time; a ring that found none leaves no trace.
    func perish(_ queue: Queue, now: Instant, _ budget: inout Int, _ decision: inout Decision) {
        guard let first = queue.nextLifetimeEnd, first <= now else { return }
        queue.forEachLane { _, lane in perish(lane, of: queue, now: now, &budget, &decision) }
    }

    private func perish(
        _ lane: Lane, of queue: Queue, now: Instant, _ budget: inout Int, _ decision: inout Decision
    ) {
        var stretches: [Range<Offset>] = []
        // Those that are dropped wherever dead letters go.
        var final: [Range<Offset>] = []
        while budget > 0, let stretch = lane.slots.lifetimes.ring(at: now) {
            let end =
                stretch.isFinal
                ? lane.slots.perishable(stretch.first, stretch.limit, &budget, into: &final)
                : lane.slots.perishable(stretch.first, stretch.limit, &budget, into: &stretches)
            if end < stretch.limit { lane.slots.lifetimes.ringAgain(from: end) }
        }
        let isDoomed = queue.settings.deadLetter.isChosen
        for (var some, isMoved) in [(stretches, isDoomed), (final, false)] where !some.isEmpty {
            some.sort { $0.lowerBound < $1.lowerBound }
            decision.events.append(
                .removed(
                    Removed(
                        queue: queue.id, log: lane.log, at: now, reason: .expired, isDoomed: isMoved,
                        stretches: some)))
        }
    }

    /// Whether messages of a queue outlived their time and are still there.
    package func hasOutlived(_ id: EntityID, at now: Instant) -> Bool {
        guard let queue = entities.queue(id), let end = queue.nextLifetimeEnd else { return false }
        return end <= now
    }

    /// Yields the removal of such messages, into an emptied `decision`; some may be left.
    package func perish(_ id: EntityID, now: Instant, into decision: inout Decision) {
        decision.clear()
        var budget = Limits.tickMessagesMax
        if let queue = entities.queue(id) { perish(queue, now: now, &budget, &decision) }
    }

    mutating func evolve(_ event: Expiring, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        guard let number = queue.lane(of: event.log) else { return }
        let lane = queue[number]
        lane.slots.lifetimes.forget(below: lane.slots.floor)
        lane.slots.lifetimes.add(
            first: event.first.rawValue, limit: (event.first + event.count).rawValue, until: event.until,
            isFinal: event.isFinal)
        arm(queue)
    }

    /// Whether some messages of a queue do not live for ever.
    package func hasLifetimes(_ queue: EntityID) -> Bool {
        entities.queue(queue)?.hasLifetimes ?? false
    }

    /// Until when a message of a queue lives; nil is for ever.
    package func end(of place: LaneOffset, in queue: EntityID) -> Instant? {
        entities.queue(queue)?.end(of: place)
    }
}
