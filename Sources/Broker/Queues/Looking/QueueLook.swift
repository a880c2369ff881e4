package import Base
package import LogFormat

/// Neighbouring messages of a queue that stand alike.
package struct Standing: Equatable, Sendable {
    package var lane: UInt16
    /// Their offsets; never empty.
    package var range: Range<Offset>
    package var state: MessageState
    /// Leases so far.
    package var deliveries: UInt32
    /// Leases that failed or ran out.
    package var failures: UInt16
    /// When their leases or waits end.
    package var until: Instant?
    /// Who has them in hand, if that gave a name.
    package var consumer: String?
    /// What they died of.
    package var reason: DeathReason?

    /// How many.
    package var count: Int { range.upperBound - range.lowerBound }

    /// Of which lane, and from where on.
    package var place: LaneOffset { LaneOffset(lane: lane, range.lowerBound) }
}

/// What a look into a queue found.
package struct QueueLook: Sendable {
    /// Ascending by lane and offset.
    package var standings: [Standing] = []
    /// Where to go on; nil when everything was looked at.
    package var next: LaneOffset?
}
