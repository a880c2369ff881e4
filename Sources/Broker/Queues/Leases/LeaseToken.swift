package import Base

/// What the holder of a lease shows to settle it; opaque to clients, good in one shard only.
package struct LeaseToken: Equatable, Sendable {
    package var queue: EntityID
    package var log: LogID
    package var offset: Offset
    package var generation: UInt32

    package init(queue: EntityID, log: LogID, offset: Offset, generation: UInt32) {
        self.queue = queue
        self.log = log
        self.offset = offset
        self.generation = generation
    }
}
