package import Base

/// Where one block of lines lies in its file, and what it holds: 64 bytes of an index.
///
/// ```
///  0  8  first offset
///  8  8  last offset
/// 16  8  timestamp of the first line, ms
/// 24  8  timestamp of the last line, ms
/// 32  8  position in the file
/// 40  4  lines
/// 44  4  stored bytes
/// 48  4  plain bytes
/// 52  4  CRC-32 of the plain bytes
/// 56  4  CRC-32C of the stored bytes
/// 60  1  density
/// 61  3  zero
/// ```
/// Offsets ascend within a log and its timestamps never fall; offsets may be left out.
package struct BlockEntry: Equatable, Sendable {
    package static let encodedBytes = 64

    package var first: Offset
    package var last: Offset
    package var lines: Int
    package var timeFirst: Instant
    package var timeLast: Instant
    /// Where its stored bytes begin in the file that holds it.
    package var position: Int
    /// Bytes of the deflate run, which ends in a full flush.
    package var storedBytes: Int
    /// Bytes of the lines.
    package var plainBytes: Int
    /// CRC-32 of the plain bytes, as gzip has it.
    package var crc32: UInt32
    /// CRC-32C of the stored bytes.
    package var checksum: UInt32
    package var density: Density

    package init(
        first: Offset, last: Offset, lines: Int, timeFirst: Instant, timeLast: Instant, position: Int = 0,
        storedBytes: Int, plainBytes: Int, crc32: UInt32, checksum: UInt32, density: Density
    ) {
        self.first = first
        self.last = last
        self.lines = lines
        self.timeFirst = timeFirst
        self.timeLast = timeLast
        self.position = position
        self.storedBytes = storedBytes
        self.plainBytes = plainBytes
        self.crc32 = crc32
        self.checksum = checksum
        self.density = density
    }

    /// Reads the entry at the start of `bytes`.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.encodedBytes else { throw .truncated }
        first = Offset(bytes.load(0, as: UInt64.self))
        last = Offset(bytes.load(8, as: UInt64.self))
        timeFirst = Instant(milliseconds: bytes.load(16, as: Int64.self))
        timeLast = Instant(milliseconds: bytes.load(24, as: Int64.self))
        guard let position = Int(exactly: bytes.load(32, as: UInt64.self)) else {
            throw .badField("position")
        }
        self.position = position
        lines = Int(bytes.load(40, as: UInt32.self))
        storedBytes = Int(bytes.load(44, as: UInt32.self))
        plainBytes = Int(bytes.load(48, as: UInt32.self))
        crc32 = bytes.load(52, as: UInt32.self)
        checksum = bytes.load(56, as: UInt32.self)
        let word = bytes.load(60, as: UInt32.self)
        guard let density = Density(rawValue: UInt8(truncatingIfNeeded: word)) else {
            throw .badField("density")
        }
        self.density = density
        guard word >> 8 == 0 else { throw .badField("zero") }
        guard last.rawValue < 1 << 53, first <= last else { throw .badField("offsets") }
        guard lines > 0, lines <= last - first + 1 else { throw .badField("lines") }
        guard timeFirst <= timeLast else { throw .badField("times") }
    }

    package func encode(into out: inout ByteBuffer) {
        out.append(littleEndian: first.rawValue)
        out.append(littleEndian: last.rawValue)
        out.append(littleEndian: timeFirst.milliseconds)
        out.append(littleEndian: timeLast.milliseconds)
        out.append(littleEndian: UInt64(position))
        out.append(littleEndian: UInt32(lines))
        out.append(littleEndian: UInt32(storedBytes))
        out.append(littleEndian: UInt32(plainBytes))
        out.append(littleEndian: crc32)
        out.append(littleEndian: checksum)
        out.append(littleEndian: UInt32(density.rawValue))
    }
}

/// The lines of a log that are too few for a piece: a block whose position is in a snapshot file.
package typealias CarriedEntry = BlockEntry
