package import Base

/// All messages of a queue below an offset were dropped, leased ones too.
package struct Purged: Equatable, Sendable {
    package var queue: EntityID
    package var purgedAt: Instant
    /// The first offset that stays.
    package var below: Offset

    package init(queue: EntityID, purgedAt: Instant, below: Offset) {
        self.queue = queue
        self.purgedAt = purgedAt
        self.below = below
    }
}
