package import Base

/// Messages of a queue were handed to one consumer.
package struct Leased: Equatable, Sendable {
    package var queue: EntityID
    /// Length of the leases, in ms at least 1.
    package var lease: Interval
    /// When they end unless settled before.
    package var deadline: Instant
    /// What the receiver called its attempt, hashed; 0 for none.
    package var attempt: UInt64
    /// The receiver's name for itself, if it gave one.
    package var consumer: String?
    /// Which runs of the arena, disjoint and ascending.
    package var runs: Range<Int>

    package init(
        queue: EntityID, lease: Interval, deadline: Instant, attempt: UInt64 = 0, consumer: String? = nil,
        runs: Range<Int>
    ) {
        self.queue = queue
        self.lease = lease
        self.deadline = deadline
        self.attempt = attempt
        self.consumer = consumer
        self.runs = runs
    }
}
