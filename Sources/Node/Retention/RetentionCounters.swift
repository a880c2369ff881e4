internal import Synchronization

/// What retention and the clean-up of queues did since the start.
struct RetentionCounts: Sendable {
    /// Offsets that went because a topic was over a limit.
    var trimmed = 0
    /// Looks at a topic.
    var looks = 0
    /// Settled messages of queues that left the history.
    var settledLines = 0
    /// Pieces of queues that were dropped, nothing of them being left.
    var droppedPieces = 0
    /// Pieces of queues that were written anew without what was settled.
    var rewrittenPieces = 0
    /// Bytes of files that became superfluous by either.
    var droppedBytes = 0
}

/// The counts behind a lock: housekeeping writes them, metrics read.
final class RetentionCounters: Sendable {
    private let counts = Mutex(RetentionCounts())

    var current: RetentionCounts { counts.withLock { $0 } }

    func change(_ body: (inout RetentionCounts) -> Void) { counts.withLock { body(&$0) } }
}
