package import Base
package import LogFormat

/// What a decision answers; more stands in the decision's arrays.
package enum Reply: Equatable, Sendable {
    case none
    case opened(epoch: UInt32)
    /// A namespace, topic, queue or group stands as wished; names of the members that were changed.
    case declared(EntityID, created: Bool, changed: [String])
    case deleted
    /// A binding stands as wished; names of the members that were changed.
    case bound(number: UInt32, created: Bool, changed: [String])
    /// One `Event.appended` per block, in order, stands in `Decision.events`; so for a transaction.
    case appended(timestamp: Instant)
    /// The queue has some of the messages already; nothing happened. Ascending by number.
    case duplicates([Duplicate])
    /// The same publish was carried out before; nothing happened now.
    case repeated(PublishResult)
    /// Leases now or given to the same attempt before; maybe none.
    case received(Grant.Leases)
    case parked(WaiterID)
    /// Outcomes by index stand in `Decision.outcomes`.
    case settled
    case prepared(number: UInt64, deadline: Instant)
    /// Now, or before in the same way.
    case preparedEnded(PreparedEnded, isRepeated: Bool)
    case purged(count: Int)
    case moved(count: Int)
    case removed(count: Int)
    /// The job of this number began, or ended.
    case redrive(UInt32)
    /// Offsets that went, over all logs.
    case trimmed(count: Int)
    case polled(Polled)
    case left
    /// Partitions whose offsets were set.
    case committed(count: Int)
    /// What a reset did or, in a dry run, would do; in the order of the command.
    case reset([ResetPosition])
    case savedOffsets(name: String)
    /// Whether the receiver was still parked.
    case cancelled(Bool)
}
