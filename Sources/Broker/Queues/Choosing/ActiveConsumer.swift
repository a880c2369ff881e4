internal import Base

/// The consumer of a queue that alone is served, as long as its session lasts; volatile.
///
/// The session lasts from each of its receives for a lease of the queue, while it waits, and while any message
/// of the queue is leased.
struct ActiveConsumer {
    var name: String
    /// When its session ends, if it is not heard of again.
    var until: Instant
}

/// What a decision means for who is the active consumer of a queue.
struct Activation {
    var queue: EntityID
    var consumer: String
    /// When its session ends; nil when it ended now.
    var until: Instant?
}
