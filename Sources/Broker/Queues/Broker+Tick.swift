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
            case .queue(let queue): tick(queue, now: now, &budget, &decision)
            case .group(let group): tick(group, now: now, &budget, &decision)
            case .vacant, .namespace, .topic, .exchange, .policy: break
            }
        }
        if decision.events.count < Limits.tickEventsMax {
            forget(now: now, &decision)
            forgetSchedules(now: now, &decision)
        }
        tickPrepared(now: now, &decision)
    }

    /// Does what is due at one queue; whatever that emits arms it again when it is evolved.
    private mutating func tick(
        _ queue: Queue, now: Instant, _ budget: inout Int, _ decision: inout Decision
    ) {
        let before = decision.events.count
        let overlay = expire(queue, now: now, &budget, &decision)
        let hasDue = budget > 0 && fallDue(queue, now: now, &budget, &decision)
        // Who takes over arms it when that is noted.
        let changes = takeover(of: queue).map { $0 <= now } ?? false
        // What fell due is granted by the next call, which is why `evolve` arms it for that.
        if !queue.line.isEmpty, !hasDue {
            var cursor = cursor(over: queue, overlay: overlay, decision)
            var admission = admission(to: queue, overlay: overlay, now: now, &decision)
            grant(queue, from: &cursor, &admission, now: now, &decision)
        }
        guard decision.events.count == before else { return }
        // Only what nobody was there for perishes.
        if budget > 0 { perish(queue, now: now, &budget, &decision) }
        if decision.events.count == before, let end = queue.idleEnd, end <= now {
            decision.events.append(.queueDeleted(queue.id))
        }
        if decision.events.count == before, !changes { arm(queue) }
    }

    /// Ends what leases of `queue` are due, as far as the budget of messages goes; returns the ended runs.
    private func expire(
        _ queue: Queue, now: Instant, _ budget: inout Int, _ decision: inout Decision
    ) -> Range<Int> {
        let start = decision.runs.count
        queue.leases.forEachDue(at: now) { handle, run in
            guard budget > 0 else { return false }
            budget -= Int(run.live)
            let lane = queue[run.lane]
            for offset in run.first..<(run.first + UInt64(run.count)) {
                let slot = lane.slots[offset]
                guard slot.state == .leased, slot.run == handle else { continue }
                let one = SlotRun(
                    first: Offset(offset), count: 1, generation: slot.generation, end: .expired,
                    lane: run.lane)
                decision.runs.join(one, from: start)
            }
            return true
        }
        guard decision.runs.count > start else { return start..<start }
        decision.runs.arrange(from: start)
        let retry = retryRule(of: queue, at: now)
        var dues: [Instant] = []
        if !retry.isPlain {
            let plain = start..<decision.runs.count
            dues = postpone(plain, of: queue, retry, &decision)
            decision.runs.removeSubrange(plain)
        }
        let overlay = start..<decision.runs.count
        decision.events.append(
            .settled(Settled(queue: queue.id, settledAt: now, dues: dues, runs: overlay)))
        return overlay
    }

    /// Appends the messages of `plain` again, each with what becomes of it; returns until when they wait.
    private func postpone(
        _ plain: Range<Int>, of queue: Queue, _ retry: RetryRule, _ decision: inout Decision
    ) -> [Instant] {
        var dues: [Instant] = []
        let start = decision.runs.count
        for index in plain {
            let run = decision.runs[index]
            let lane = queue[run.lane]
            for offset in run.first.rawValue..<run.limit.rawValue {
                let place = LaneOffset(lane: run.lane, Offset(offset))
                let fate = retry.fate(ofExpired: place, lane.slots[offset])
                let one = SlotRun(
                    first: Offset(offset), count: 1, generation: run.generation, end: fate.end,
                    lane: run.lane)
                if let due = fate.due {
                    decision.runs.append(one)
                    dues.append(due)
                } else {
                    decision.runs.join(one, from: start)
                }
            }
        }
        return dues
    }

    /// Makes messages ready whose wait is over; returns whether there were any.
    private func fallDue(
        _ queue: Queue, now: Instant, _ budget: inout Int, _ decision: inout Decision
    ) -> Bool {
        guard let first = queue.nextWait, first <= now else { return false }
        var number: UInt16 = 0
        while number < queue.laneCount, budget > 0 {
            fallDue(queue, number, now: now, &budget, &decision)
            number += 1
        }
        return true
    }

    private func fallDue(
        _ queue: Queue, _ number: UInt16, now: Instant, _ budget: inout Int, _ decision: inout Decision
    ) {
        let lane = queue[number]
        guard let first = lane.slots.waits.first, first.due <= now, let log = entities.log(lane.log) else {
            return
        }
        let ended = lane.slots.waits.due(at: now, max: budget)
        budget -= ended.count
        var stretches: [Range<Offset>] = []
        for (_, offset) in ended {
            let one = Offset(offset)..<Offset(offset + 1)
            if let last = stretches.last, last.upperBound == one.lowerBound {
                stretches[stretches.count - 1] = last.lowerBound..<one.upperBound
            } else {
                stretches.append(one)
            }
        }
        decision.events.append(
            .fellDue(
                FellDue(queue: queue.id, lane: number, at: now, position: log.next, stretches: stretches)))
    }

    mutating func evolve(_ event: FellDue, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        let lane = queue[event.lane]
        for stretch in event.stretches {
            lane.slots.fallDue(stretch, position: event.position.rawValue)
            queue.follow(stretch.lowerBound.rawValue..<stretch.upperBound.rawValue, of: lane)
        }
        if queue.line.isEmpty { arm(queue) } else { timers.set(queue.id.rawValue, at: event.at) }
    }

    /// Sees to it that `tick` comes to the queue when its first lease or wait ends.
    ///
    /// Only an earlier deadline moves the timer: a later one is found out when it rings, once a length of lease.
    mutating func arm(_ queue: Queue) {
        var first = queue.nextDeadline
        if let takeover = takeover(of: queue) { first = first.map { min($0, takeover) } ?? takeover }
        guard let next = first else { return }
        if let armed = timers.deadline(of: queue.id.rawValue), armed <= next { return }
        timers.set(queue.id.rawValue, at: next)
    }
}
