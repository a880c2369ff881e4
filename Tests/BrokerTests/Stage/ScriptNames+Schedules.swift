import Base
import LogFormat

extension ScriptNames {
    /// What an event of schedules says.
    func scheduleText(_ event: Event) -> String {
        switch event {
        case .scheduleSet(let event):
            "schedule \(event.name) set: slot \(event.id.slot) serial \(event.id.serial), next \(text(event.next))"
        case .scheduleFired(let event):
            """
            schedule \(name(event.id)) \(event.isSkipped ? "passed over" : "fired")\
            \(event.isByHand ? " by hand" : ", due \(event.due.milliseconds)")\
            \(event.missed > 0 ? ", missed \(event.missed)" : "")\(event.late > 0 ? ", late \(event.late)" : "")\
            , next \(text(event.next))
            """
        case .schedulePaused(let event):
            "schedule \(name(event.id)) \(event.isPaused ? "paused" : "resumed"), next \(text(event.next))"
        case .schedulesDeleted(let event): "schedules deleted: \(event.ids.map(name).joined(separator: ", "))"
        default: "?"
        }
    }

    private func text(_ instant: Instant?) -> String { instant.map { "\($0.milliseconds)" } ?? "none" }
}
