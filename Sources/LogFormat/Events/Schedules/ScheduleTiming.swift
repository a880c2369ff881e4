package import Base

/// When a schedule is due.
package enum ScheduleTiming: Equatable, Sendable {
    /// Once.
    case at(Instant)
    /// Again and again, at least `Limits.scheduleEveryMin` apart.
    case every(Interval)
    /// As a cron expression says, by the clocks of a time zone of the IANA's list.
    case cron(String, zone: String)

    /// Whether there is no more than one run.
    package var isOnce: Bool { if case .at = self { true } else { false } }
}

/// What becomes of runs whose time has passed, because the server stood still or their target was missing.
package enum Misfire: UInt8, CaseIterable, Sendable {
    /// One run for all of them.
    case once = 1
    /// None, of those that are late by more than `Limits.misfireGrace`.
    case skip = 2
    /// Each, but no more than `Limits.misfiresMax` in a row.
    case all = 3

    /// The word for it in bodies and answers.
    package var name: StaticString {
        switch self {
        case .once: "once"
        case .skip: "skip"
        case .all: "all"
        }
    }
}

/// Where the messages of a schedule go, by name, within its namespace.
package enum ScheduleTarget: Equatable, Sendable {
    case queue(String)
    case topic(String)
    case exchange(String, routingKey: String)

    package var name: String {
        switch self {
        case .queue(let name), .topic(let name), .exchange(let name, _): name
        }
    }
}
