package import Base
package import LogFormat

/// What a declaration names of a schedule; the rest keeps its value.
package struct ScheduleWish: Sendable {
    /// When it is due, as far as that is named.
    package enum Timing: Sendable {
        case at(Instant)
        case every(Interval)
        /// One of the two may be missing.
        case cron(String?, zone: String?)
    }

    package var timing: Timing?
    package var misfire: Misfire?
    /// Nil is not named, `.some(nil)` is without end.
    package var until: Instant??
    package var target: ScheduleTarget?
    package var message: ScheduledMessage?

    package init() {}

    /// The zone of a cron expression that names none.
    package static let zoneDefault = "UTC"

    /// The settings it makes of those that are there.
    package func settings(over known: ScheduleSettings?) throws(BrokerError) -> ScheduleSettings {
        var missing: [String] = []
        let timing = timing(over: known?.timing)
        if timing == nil { missing.append("at, every or cron") }
        let target = target ?? known?.target
        if target == nil { missing.append("to") }
        let message = message ?? known?.message
        if message == nil { missing.append("message") }
        guard let timing, let target, let message else { throw .incompleteSchedule(missing) }
        return ScheduleSettings(
            timing: timing, misfire: misfire ?? known?.misfire ?? .once, until: until ?? known?.until,
            target: target, message: message)
    }

    private func timing(over known: ScheduleTiming?) -> ScheduleTiming? {
        switch timing {
        case .at(let instant): return .at(instant)
        case .every(let interval): return .every(interval)
        case nil: return known
        case .cron(let text, let zone):
            if case .cron(let oldText, let oldZone) = known {
                return .cron(text ?? oldText, zone: zone ?? oldZone)
            }
            return text.map { .cron($0, zone: zone ?? Self.zoneDefault) }
        }
    }
}
