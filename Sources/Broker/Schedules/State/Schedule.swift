internal import Base
internal import LogFormat

/// A message that is sent at a time, or again and again.
final class Schedule {
    let id: ScheduleID
    let namespace: EntityID
    let name: String
    let declaredAt: Instant
    var settings: ScheduleSettings
    /// Counts how often it was set since it was declared.
    var version: UInt32
    /// Where the grid of what is due every so often begins.
    var anchor: Instant
    /// When it is due; nil once it is finished.
    var next: Instant?
    var isPaused = false
    /// When it last sent its message.
    var lastRun: Instant?
    /// Messages sent.
    var runs: UInt64 = 0
    /// Runs that did not take place.
    var missed: UInt64 = 0
    /// Late runs in a row.
    var late: UInt32 = 0
    /// When its last run was; nil while there are more.
    var finishedAt: Instant?
    var mark = EventMark()
    /// Why it cannot send; volatile.
    var trouble: BrokerError?

    init(_ event: ScheduleSet) {
        id = event.id
        namespace = event.namespace
        name = event.name
        declaredAt = event.declaredAt
        settings = event.settings
        version = event.version
        anchor = event.anchor
        next = event.next
    }

    /// The event that would declare it as it is now.
    var declaration: ScheduleSet {
        ScheduleSet(
            id: id, namespace: namespace, version: version, declaredAt: declaredAt, anchor: anchor,
            next: next, name: name, settings: settings)
    }

    /// When the clock has something to do with it.
    var deadline: Instant? { isPaused || finishedAt != nil ? nil : next }

    /// Takes in a declaration of it that is newer.
    func set(_ event: ScheduleSet) {
        settings = event.settings
        version = event.version
        anchor = event.anchor
        next = event.next
        finishedAt = nil
        late = 0
        trouble = nil
    }

    /// Takes in a run.
    func fire(_ event: ScheduleFired) {
        if event.isSkipped {
            missed += 1
        } else {
            lastRun = event.firedAt
            runs += 1
        }
        missed += UInt64(event.missed)
        late = event.late
        trouble = nil
        next = event.next
        if event.next == nil { finish(at: event.firedAt) }
    }

    /// There are no more runs: the message is not needed any longer.
    func finish(at instant: Instant) {
        finishedAt = instant
        settings.message.line = []
    }
}
