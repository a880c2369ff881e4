internal import Base

/// One way of compaction through the pieces of a log, from the first on.
struct CompactionPass: Sendable {
    /// When it began, by the shard's time.
    let begunAt: Instant
    /// Where the log ended then.
    let end: Offset
    /// Whether it only forgets keys that were trimmed, and no piece is looked through.
    var sweepsOnly = false
    /// Pieces that end before it are done.
    var next = Offset.zero
}
