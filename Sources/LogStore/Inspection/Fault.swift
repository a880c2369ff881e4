package import Base
package import LogFormat

/// What can be wrong with a file of a data directory.
///
/// Closed: what an inspection can find is what is listed here.
package enum Fault: Equatable, Sendable {
    // MARK: any file

    /// The file that something sound names is not there.
    case missing
    /// The system refused to read it.
    case unreadable(operation: String, code: Int32)
    /// A newer release wrote it.
    case newer(version: UInt32)
    /// Nothing names this file; a start deletes it.
    case orphan

    // MARK: the journal

    /// The header of a journal file is not what was written.
    case journalHeader
    /// A journal file whose making was cut short; it holds nothing.
    case journalFileUnmade
    /// A file belongs to another shard or journal than the others.
    case foreignJournal(UInt64)
    /// Two journal files have one number.
    case repeatedNumber(UInt64)
    /// The journal begins behind the first frame that is needed.
    case journalBegins(at: JournalSequence, needed: JournalSequence)
    /// The journal ends before the last frame that the snapshot has seen.
    case journalEnds(at: JournalSequence, needed: JournalSequence)
    /// A frame that was acknowledged is not what was written.
    case lostFrame(JournalSequence, Blemish)
    /// A frame is sound but stands where another part of its command is due.
    case misplacedPart(JournalSequence)
    /// A sound frame holds an event that cannot be read.
    case unknownEvent(JournalSequence, FormatError)
    /// The end of the last write is missing; it was never acknowledged.
    case tornEnd(JournalSequence)

    // MARK: snapshots and pieces

    /// A snapshot's header, section or end mark is not what was written.
    case snapshot(part: String, Blemish)
    /// A snapshot that was being written when the process ended.
    case snapshotUnmade
    /// A file is longer or shorter than the manifest says.
    case length(Int, expected: Int)
    /// A block index is not what the manifest has the checksum of.
    case index(Blemish)
    /// A piece does not begin as one.
    case pieceHeader
    /// The stored bytes of a block are not what was written.
    case block(Int, first: Offset, last: Offset, Blemish)
    /// A block's stored bytes are sound, but its lines are not what the index says.
    case blockLines(Int, first: Offset, last: Offset, reason: String)
    /// What stands behind a piece's last block is not its end and trailer.
    case pieceEnd

    /// Whether a start clears it away by itself.
    package var isNote: Bool {
        switch self {
        case .orphan, .journalFileUnmade, .tornEnd, .snapshotUnmade: true
        default: false
        }
    }
}

/// How far the place of a damage under one checksum can be told.
package enum Blemish: Equatable, Sendable {
    /// One byte differs by these bits, else the checksum would not come out as it did.
    case oneByte(xor: UInt8)
    /// A field that the format rules out, at this very byte.
    case field(String)
    /// Something within so many bytes.
    case within(bytes: Int)
}
