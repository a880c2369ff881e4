package import Base
package import LogFormat

/// What the archive pass is to take of one log.
package struct ArchiveOrder: Sendable {
    package let log: LogID
    /// What it is, for people: `topic orders/3 of default`.
    package let name: String
    /// What its history held before.
    package let before: HistoryState
    /// First of its messages in the part of the journal that is archived.
    package let first: Offset
    /// Offset behind the last of them.
    package let end: Offset
    /// Bytes of their lines, about.
    package let bytes: Int
    /// The messages that are kept, from the carried block on: ascending, disjoint, not empty.
    package let kept: [Range<Offset>]

    package init(
        _ count: JournalCensus.Count, name: String, before: HistoryState, kept: [Range<Offset>]
    ) {
        log = count.log
        first = count.first
        end = count.end
        bytes = count.bytes
        self.name = name
        self.before = before
        self.kept = kept
    }

    /// Bytes that its builder will hold, about.
    var builderBytes: Int { min(bytes + (before.carried?.plainBytes ?? 0), 2 * Limits.blockBytes) }
}

/// What became of a log in the archive pass.
package struct Archived: Sendable {
    package let log: LogID
    /// The pieces that were written: more than one when there is more than a segment.
    package let pieces: [PieceEntry]
    /// The block that the snapshot carries, if the lines were too few for a piece.
    package let carried: CarriedEntry?
    /// Offset behind its history now.
    package let end: Offset
}
