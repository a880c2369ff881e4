package import Base
internal import LogFormat

/// A run of a schedule that is due: whether it takes place, and what comes behind it.
package struct ScheduledRun: Sendable {
    package let schedule: ScheduleStatus
    package let due: Instant
    package private(set) var next: Instant?
    package private(set) var missed: UInt32 = 0
    package private(set) var late: UInt32 = 0
    package private(set) var isSkipped = false

    /// Decides by the schedule's rule for what was missed; `times` are the schedule's.
    package init(_ schedule: ScheduleStatus, due: Instant, now: Instant, times: RunTimes) {
        self.schedule = schedule
        self.due = due
        let cut = now + Interval(milliseconds: -Limits.misfireGrace.milliseconds)
        let isLate = due < cut
        switch schedule.settings.misfire {
        case .once: pass(through: now, times)
        case .skip:
            isSkipped = isLate
            pass(through: cut, times)
        case .all:
            late = isLate ? schedule.late &+ 1 : 0
            isSkipped = isLate && Int(late) > Limits.misfiresMax
            if isSkipped { pass(through: cut, times) } else { next = times.next(after: due) }
        }
    }

    /// Passes over what is due behind this run up to `instant`.
    private mutating func pass(through instant: Instant, _ times: RunTimes) {
        missed = UInt32(times.count(after: due, through: instant, most: Limits.misfiresMax))
        next = times.next(after: max(due, instant))
    }

    package func command(_ arrival: Arrival?) -> FireCommand {
        FireCommand(
            schedule: schedule.revision, due: due, next: next, missed: missed, late: late,
            arrival: arrival)
    }
}
