/// What compaction has come to since the start.
struct CompactionCounts: Sendable {
    var passes = 0
    var rewrittenPieces = 0
    /// Bytes of files that compaction wrote.
    var writtenBytes = 0
    /// Bytes of files that became superfluous by it.
    var freedBytes = 0
    var removedLines = 0
    var removedTombstones = 0
}
