internal import Base

/// How far a snapshot of a broker has come; opaque to whoever carries it from slice to slice.
package struct SnapshotCursor: Equatable, Sendable {
    /// What is visited next.
    enum Place: Equatable, Sendable {
        case shard
        /// Idempotency-Keys from one ordinal to another, as of an event.
        case keys(UInt64, end: UInt64, mark: JournalSequence)
        /// Producers, from this place on.
        case producers(Int)
        /// Schedules, from this slot on.
        case schedules(Int)
        /// Prepared messages, from this number on.
        case prepared(UInt64)
        case entity(UInt32)
        /// The bindings of an exchange whose head was written, from this number on.
        case bindings(UInt32, UInt32)
        /// The messages of a queue whose head was written, in this lane from this offset on.
        case slots(UInt32, UInt16, UInt64)
        /// Until when the messages of this lane live, from this ordinal on.
        case lifetimes(UInt32, UInt16, UInt64)
        /// Bytes of the messages of this lane, from this offset on.
        case weights(UInt32, UInt16, UInt64)
        /// What was said of doomed messages of this lane, from this offset on.
        case reasons(UInt32, UInt16, UInt64)
        /// Its handed-back leases, from this ordinal on.
        case handedBack(UInt32, UInt64)
        /// The messages that it recognises, from this ordinal on.
        case recognised(UInt32, UInt64)
        case log(UInt32)
    }

    var place: Place

    /// Before everything.
    package static let start = SnapshotCursor(place: .shard)
}
