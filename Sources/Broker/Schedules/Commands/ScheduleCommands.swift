package import Base
package import LogFormat

/// A schedule as it was when somebody looked: what a change of it is based on.
package struct ScheduleRevision: Equatable, Sendable {
    package var id: ScheduleID
    package var version: UInt32

    package init(id: ScheduleID, version: UInt32) {
        self.id = id
        self.version = version
    }
}

/// A schedule is to stand as said.
///
/// The sender has merged what was wished into what was there and found out when it is due; the broker knows
/// neither cron nor time zones.
package struct SetScheduleCommand: Sendable {
    package var namespace: EntityID
    package var name: String
    package var settings: ScheduleSettings
    /// What was there; nil for nothing. Refused as `stale` when it is otherwise.
    package var expected: ScheduleRevision?
    package var anchor: Instant
    package var next: Instant?
    package var createOnly: Bool

    package init(
        namespace: EntityID, name: String, settings: ScheduleSettings, expected: ScheduleRevision?,
        anchor: Instant, next: Instant?, createOnly: Bool = false
    ) {
        self.namespace = namespace
        self.name = name
        self.settings = settings
        self.expected = expected
        self.anchor = anchor
        self.next = next
        self.createOnly = createOnly
    }
}

/// A run of a schedule: its message arrives and the next run is set, both or neither.
package struct FireCommand: Sendable {
    package var schedule: ScheduleRevision
    /// When it was due; nil when somebody asked for it.
    package var due: Instant?
    package var next: Instant?
    /// Runs up to the next one that will not take place.
    package var missed: UInt32
    /// Late runs in a row, this one included.
    package var late: UInt32
    /// The message; nil passes the run over.
    package var arrival: Arrival?
    /// What it is recognised by when somebody asks for it again.
    package var identity: PublishIdentity?

    package init(
        schedule: ScheduleRevision, due: Instant?, next: Instant?, missed: UInt32 = 0, late: UInt32 = 0,
        arrival: Arrival?, identity: PublishIdentity? = nil
    ) {
        self.schedule = schedule
        self.due = due
        self.next = next
        self.missed = missed
        self.late = late
        self.arrival = arrival
        self.identity = identity
    }
}

/// A schedule as it stands.
package struct ScheduleStatus: Sendable {
    package var revision: ScheduleRevision
    package var namespace: EntityID
    package var name: String
    package var declaredAt: Instant
    package var anchor: Instant
    package var settings: ScheduleSettings
    package var next: Instant?
    package var lastRun: Instant?
    package var finishedAt: Instant?
    package var isPaused: Bool
    package var runs: UInt64
    package var missed: UInt64
    /// Late runs in a row.
    package var late: UInt32
    /// Why it cannot send what is due.
    package var trouble: BrokerError?
    /// What has the name of its target; of the default exchange its namespace.
    package var target: EntityID?

    /// When the clock will send it; nil while it stands still and when it is finished.
    package var nextRun: Instant? { isPaused || finishedAt != nil ? nil : next }
}

/// A schedule's place in a list by the next run; those without one stand at the end.
package struct SchedulePlace: Comparable, Sendable {
    package var next: Instant
    package var id: ScheduleID

    package init(next: Instant, id: ScheduleID) {
        self.next = next
        self.id = id
    }

    package static func < (left: SchedulePlace, right: SchedulePlace) -> Bool {
        left.next != right.next ? left.next < right.next : left.id.serial < right.id.serial
    }
}

/// How many schedules a shard has.
package struct ScheduleCounts: Equatable, Sendable {
    package var active: Int
    package var finished: Int
    /// Bytes of the messages that wait.
    package var bytes: Int
    /// Those whose target does not take what is due.
    package var waiting: Int
}
