package import Base
package import LogFormat

/// Where blocks of a log lie.
package enum BlockSource: Sendable {
    /// In a piece, listed by its index.
    case piece(PieceEntry)
    /// The one block in a snapshot file.
    case carried(CarriedBlock)

    package var log: LogID {
        switch self {
        case .piece(let piece): piece.log
        case .carried(let block): block.log
        }
    }
}

/// The block of a log too small for a piece, and the snapshot file that holds it.
package struct CarriedBlock: Equatable, Sendable {
    package let log: LogID
    /// Path of the snapshot file.
    package let file: String
    package let entry: CarriedEntry

    package init(log: LogID, file: String, entry: CarriedEntry) {
        self.log = log
        self.file = file
        self.entry = entry
    }
}

/// Neighbouring blocks of a piece as they are stored: what goes between the head and the end of a gzip member.
///
/// The bytes are those that were checked when this was made, and live as long as it does.
package struct StoredRun: Sendable {
    package let bytes: MappedBytes
    /// The blocks, by their number in the piece.
    package let blocks: Range<Int>
    package let first: Offset
    package let last: Offset
    package let lines: Int
    /// CRC-32 of the plain bytes of all blocks.
    package let crc32: UInt32
    /// Bytes of all lines.
    package let plainBytes: Int
}
