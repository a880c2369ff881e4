package import Base

/// What a manifest says of one piece: 88 bytes.
///
/// ```
///  0  4  log
///  4  4  generation
///  8  8  first offset covered, which is in the name of the file
/// 16  8  offset behind the last one covered
/// 24  8  lines
/// 32  8  plain bytes
/// 40  8  bytes of the file
/// 48  8  timestamp of the first line, ms
/// 56  8  timestamp of the last line, ms
/// 64  4  blocks
/// 68  4  bytes of the index file
/// 72  4  CRC-32C of the index file without its last four bytes
/// 76  4  CRC-32 of all plain bytes
/// 80  1  density
/// 81  7  zero
/// ```
/// Covers `first ..< end`: a message of that range which has no line here is gone. Files never change; what
/// takes the place of a piece has a higher generation.
package struct PieceEntry: Equatable, Sendable {
    package static let encodedBytes = 88

    package var log: LogID
    package var generation: UInt32
    package var first: Offset
    package var end: Offset
    package var lines: Int
    package var blocks: Int
    package var plainBytes: Int
    package var fileBytes: Int
    package var indexBytes: Int
    package var indexChecksum: UInt32
    package var crc32: UInt32
    /// Of its first line; of a piece without lines both are `Instant(milliseconds: 0)`.
    package var timeFirst: Instant
    package var timeLast: Instant
    /// That of its least dense block.
    package var density: Density

    /// A piece that covers nothing yet.
    package init(log: LogID, generation: UInt32, first: Offset, end: Offset, density: Density) {
        self.log = log
        self.generation = generation
        self.first = first
        self.end = end
        self.density = density
        (lines, blocks, plainBytes, fileBytes, indexBytes) = (0, 0, 0, 0, 0)
        (indexChecksum, crc32) = (0, 0)
        (timeFirst, timeLast) = (Instant(milliseconds: 0), Instant(milliseconds: 0))
    }

    /// The name of the gzip file, in the folder of the log.
    package var fileName: String { name.fileName }

    /// The name of the index file, in the folder of the log.
    package var indexName: String { name.indexName }

    package var name: PieceName { PieceName(first: first, generation: generation) }

    /// Reads the entry at the start of `bytes`.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.encodedBytes else { throw .truncated }
        guard let density = Density(rawValue: bytes[80]) else { throw .badField("density") }
        self.init(
            log: LogID(bytes.load(0, as: UInt32.self)), generation: bytes.load(4, as: UInt32.self),
            first: Offset(bytes.load(8, as: UInt64.self)), end: Offset(bytes.load(16, as: UInt64.self)),
            density: density)
        lines = try Self.count(bytes, 24)
        plainBytes = try Self.count(bytes, 32)
        fileBytes = try Self.count(bytes, 40)
        timeFirst = Instant(milliseconds: bytes.load(48, as: Int64.self))
        timeLast = Instant(milliseconds: bytes.load(56, as: Int64.self))
        blocks = Int(bytes.load(64, as: UInt32.self))
        indexBytes = Int(bytes.load(68, as: UInt32.self))
        indexChecksum = bytes.load(72, as: UInt32.self)
        crc32 = bytes.load(76, as: UInt32.self)
        guard bytes.load(80, as: UInt64.self) >> 8 == 0 else { throw .badField("zero") }
        guard first < end, end.rawValue <= 1 << 53 else { throw .badField("offsets") }
        guard lines <= end - first, blocks <= lines, (blocks == 0) == (lines == 0) else {
            throw .badField("lines")
        }
        guard timeFirst <= timeLast else { throw .badField("times") }
    }

    package func encode(into out: inout ByteBuffer) {
        out.append(littleEndian: log.rawValue)
        out.append(littleEndian: generation)
        out.append(littleEndian: first.rawValue)
        out.append(littleEndian: end.rawValue)
        out.append(littleEndian: UInt64(lines))
        out.append(littleEndian: UInt64(plainBytes))
        out.append(littleEndian: UInt64(fileBytes))
        out.append(littleEndian: timeFirst.milliseconds)
        out.append(littleEndian: timeLast.milliseconds)
        out.append(littleEndian: UInt32(blocks))
        out.append(littleEndian: UInt32(indexBytes))
        out.append(littleEndian: indexChecksum)
        out.append(littleEndian: crc32)
        out.append(littleEndian: UInt64(density.rawValue))
    }

    private static func count(_ bytes: ByteView, _ position: Int) throws(FormatError) -> Int {
        guard let count = Int(exactly: bytes.load(position, as: UInt64.self)) else {
            throw .badField("count")
        }
        return count
    }
}
