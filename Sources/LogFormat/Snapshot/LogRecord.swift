package import Base

/// What the manifest of a snapshot says of one log: where its history lies.
///
/// ```
///  0  4  log
///  4  4  1 when a block is carried, else 0
///  8  8  offset behind the history
/// 16  4  pieces n
/// 20  4  length of the tagged fields: none yet
/// 24  88 × n  pieces, ascending
/// ..  64  the carried block, if there is one; its position is in the snapshot file
/// ```
package struct LogRecord: Equatable, Sendable {
    private static let fixedBytes = 24

    package var log: LogID
    /// Offset behind the history: the tail begins here.
    package var end: Offset
    /// Ascending, none over another.
    package var pieces: [PieceEntry]
    package var carried: CarriedEntry?

    package init(log: LogID, end: Offset, pieces: [PieceEntry] = [], carried: CarriedEntry? = nil) {
        self.log = log
        self.end = end
        self.pieces = pieces
        self.carried = carried
    }

    /// Bytes that `encode` writes.
    package var encodedBytes: Int {
        Self.fixedBytes + pieces.count * PieceEntry.encodedBytes
            + (carried == nil ? 0 : CarriedEntry.encodedBytes)
    }

    /// Reads the record at the start of `bytes` and drops it from them.
    package init(decoding bytes: inout ByteView) throws(FormatError) {
        guard bytes.count >= Self.fixedBytes else { throw .truncated }
        log = LogID(bytes.load(0, as: UInt32.self))
        let flags = bytes.load(4, as: UInt32.self)
        end = Offset(bytes.load(8, as: UInt64.self))
        let count = Int(bytes.load(16, as: UInt32.self))
        guard flags <= 1, bytes.load(20, as: UInt32.self) == 0 else { throw .badField("flags") }
        guard end.rawValue <= 1 << 53 else { throw .badField("offset") }
        bytes = bytes.dropping(Self.fixedBytes)
        guard count <= bytes.count / PieceEntry.encodedBytes else { throw .truncated }
        pieces = []
        pieces.reserveCapacity(count)
        var floor = Offset.zero
        for _ in 0..<count {
            let piece = try PieceEntry(decoding: bytes)
            guard piece.log == log, piece.first >= floor, piece.end <= end else { throw .badField("piece") }
            floor = piece.end
            pieces.append(piece)
            bytes = bytes.dropping(PieceEntry.encodedBytes)
        }
        carried = nil
        guard flags == 1 else { return }
        let block = try CarriedEntry(decoding: bytes)
        guard block.first >= floor, block.last < end else { throw .badField("carried") }
        carried = block
        bytes = bytes.dropping(CarriedEntry.encodedBytes)
    }

    package func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: log.rawValue)
        output.append(littleEndian: UInt32(carried == nil ? 0 : 1))
        output.append(littleEndian: end.rawValue)
        output.append(littleEndian: UInt32(pieces.count))
        output.append(littleEndian: UInt32(0))
        for piece in pieces { piece.encode(into: &output) }
        carried?.encode(into: &output)
    }
}
