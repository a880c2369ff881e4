package import Base

/// Leases of a queue ended.
package struct Settled: Equatable, Sendable {
    package var queue: EntityID
    package var settledAt: Instant
    /// Which runs of the arena, disjoint and ascending, each with its end.
    package var runs: Range<Int>

    package init(queue: EntityID, settledAt: Instant, runs: Range<Int>) {
        self.queue = queue
        self.settledAt = settledAt
        self.runs = runs
    }
}
