package import Base
internal import LogFormat

extension Broker {
    /// Yields what is due at `now`; more may be due when `nextDeadline` is still not after `now`.
    ///
    /// Bounded by `Limits.tickEventsMax` and `Limits.tickMessagesMax`. Changes timers only, which are derived.
    package mutating func tick(now: Instant, into decision: inout Decision) {
        decision.clear()
        var budget = Limits.tickMessagesMax
        while let due = timers.first, due.at <= now, budget > 0,
            decision.events.count < Limits.tickEventsMax
        {
            // Whatever it emits arms the queue again when it is evolved.
            timers.remove(due.id)
            switch entities[EntityID(due.id)] {
            case .queue(let queue): expire(queue, now: now, &budget, &decision)
            case .group(let group): tick(group, now: now, &budget, &decision)
            case .vacant, .namespace, .topic: break
            }
        }
        if decision.events.count < Limits.tickEventsMax { forget(now: now, &decision) }
    }

    /// Ends what leases of `queue` are due, as far as the budget of messages goes.
    private mutating func expire(
        _ queue: Queue, now: Instant, _ budget: inout Int, _ decision: inout Decision
    ) {
        let start = decision.runs.count
        queue.leases.forEachDue(at: now) { handle, run in
            guard budget > 0 else { return false }
            budget -= Int(run.live)
            for offset in run.first..<(run.first + UInt64(run.count)) {
                let slot = queue.slots[offset]
                guard slot.state == .leased, slot.run == handle else { continue }
                let one = SlotRun(first: Offset(offset), count: 1, generation: slot.generation, end: .expired)
                decision.runs.join(one, from: start)
            }
            return true
        }
        guard decision.runs.count > start, let log = entities.log(queue.log) else { return arm(queue) }
        decision.runs.arrange(from: start)
        let overlay = start..<decision.runs.count
        decision.events.append(.settled(Settled(queue: queue.id, settledAt: now, runs: overlay)))
        guard !queue.line.isEmpty else { return }
        var cursor = ReadyCursor(queue, tail: log.next, overlay: overlay)
        grant(queue, from: &cursor, now: now, &decision)
    }

    /// Sees to it that `tick` comes to the queue when its first lease ends.
    ///
    /// Only an earlier deadline moves the timer: a later one is found out when it rings, once a length of lease.
    mutating func arm(_ queue: Queue) {
        guard let next = queue.leases.nextDeadline else { return }
        if let armed = timers.deadline(of: queue.id.rawValue), armed <= next { return }
        timers.set(queue.id.rawValue, at: next)
    }
}
