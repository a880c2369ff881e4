package import Base
package import LogFormat

/// Runs of schedules: what is due is taken out, made a command by the node, and carried out.
extension Broker {
    func decideFire(_ command: FireCommand, now: Instant, _ decision: inout Decision) {
        guard let schedule = schedules[command.schedule.id], schedule.version == command.schedule.version
        else {
            return decision.refuse(.stale)
        }
        guard schedule.finishedAt == nil else { return decision.refuse(.alreadyFired(schedule.name)) }
        if let due = command.due {
            guard !schedule.isPaused, schedule.next == due else { return decision.refuse(.stale) }
        }
        if let arrival = command.arrival {
            decideArrival(arrival, now: now, &decision)
            if decision.refusal != nil { return }
        }
        decision.events.append(
            .scheduleFired(
                ScheduleFired(
                    id: schedule.id, isSkipped: command.arrival == nil, isByHand: command.due == nil,
                    missed: command.missed, late: command.late, firedAt: now, due: command.due ?? now,
                    next: command.next)))
        guard let identity = command.identity, let arrival = command.arrival else { return }
        remember(
            identity, of: schedule.namespace, as: fired(arrival, now: now, decision), now: now, &decision)
    }

    /// What a run came to, told as a fan's result whatever its target is.
    private func fired(_ arrival: Arrival, now: Instant, _ decision: borrowing Decision) -> PublishResult {
        if case .fan(let command) = arrival, case .appended(let timestamp) = decision.reply {
            return fanned(command, timestamp, decision)
        }
        var totals = FanTotals()
        var (named, timestamp): ([PublishResult.Stretch], Instant) = ([], now)
        for case .appended(let head, block: _) in decision.events {
            let place = head.destination
            totals.add(count: head.count, destinations: 1)
            named.append(
                PublishResult.Stretch(
                    partition: place.log.rawValue, count: UInt32(head.count), first: place.first))
            timestamp = head.timestamp
        }
        return PublishResult(fanned: totals, named, timestamp: timestamp, ack: .flush)
    }

    /// What came of the request with this identity before; nil when it is new.
    package func repeated(
        _ identity: PublishIdentity, now: Instant
    ) throws(BrokerError) -> PublishResult? {
        switch judge(identity, now: now) {
        case .fresh: return nil
        case .repeated(let result): return result
        case .refused(let refusal): throw refusal
        }
    }

    mutating func evolve(_ event: ScheduleFired, at sequence: JournalSequence) {
        guard let schedule = schedules[event.id], schedule.mark.admits(sequence) else { return }
        schedules.change(schedule) { $0.fire(event) }
    }

    /// Takes out what is due, at most `max` schedules, and about `bytesMax` bytes of messages.
    ///
    /// Whoever calls it carries each out, puts it off or hands it back.
    package mutating func takeDueSchedules(now: Instant, max: Int, bytesMax: Int) -> [ScheduleStatus] {
        var found: [ScheduleStatus] = []
        var bytes = 0
        while found.count < max, bytes < bytesMax, let schedule = schedules.takeDue(at: now) {
            found.append(status(of: schedule))
            bytes += schedule.settings.message.line.count
        }
        return found
    }

    /// Lets a schedule be found again that was taken out and not carried out: at once, or at `instant`.
    ///
    /// `trouble` says why its target did not take the message.
    package mutating func handBack(
        _ id: ScheduleID, until instant: Instant? = nil, trouble: BrokerError? = nil
    ) {
        guard let schedule = schedules[id] else { return }
        schedules.change(schedule) { $0.trouble = trouble }
        guard let instant, let deadline = schedule.deadline else { return }
        schedules.putOff(schedule, until: Swift.max(instant, deadline))
    }

    /// When the first schedule is due: no matter for `tick`, but for whoever carries runs out.
    package var nextScheduleDue: Instant? { schedules.firstDue?.at }

    /// When finished schedules are worth forgetting.
    var scheduleForgettingDeadline: Instant? {
        guard let first = schedules.firstFinished else { return nil }
        if schedules.finishedCount > Limits.finishedSchedulesMax { return first.at }
        return first.at + Limits.finishedScheduleTime + Limits.forgettingInterval
    }

    /// Yields that finished schedules are forgotten, when it is worth it.
    mutating func forgetSchedules(now: Instant, _ decision: inout Decision) {
        guard let deadline = scheduleForgettingDeadline, deadline <= now else { return }
        let ids = schedules.takeFinished(
            through: now.before(Limits.finishedScheduleTime), keeping: Limits.finishedSchedulesMax,
            max: Limits.tickEventsMax)
        if !ids.isEmpty { decision.events.append(.schedulesDeleted(SchedulesDeleted(ids: ids))) }
    }
}
