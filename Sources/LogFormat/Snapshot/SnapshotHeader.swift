package import Base

/// The first 64 bytes of a snapshot file; written last, once everything behind it is there.
///
/// ```
///  0  8  magic "MARTLETS"
///  8  4  format version, 1
/// 12  4  shard
/// 16  8  journal id
/// 24  8  S0: replay starts behind this sequence
/// 32  8  S1: the journal must reach this sequence
/// 40  8  the shard's time when S1 was applied, ms
/// 48  8  bytes of the file
/// 56  4  zero
/// 60  4  CRC of bytes 0 ..< 60
/// ```
package struct SnapshotHeader: Equatable, Sendable {
    package static let encodedBytes = 64
    package static let version: UInt32 = 1

    package var shard: UInt32
    package var journal: UInt64
    /// Where the journal was cut: histories hold everything up to here, replay begins behind.
    package var cut: JournalSequence
    /// What the last entity had taken in when it was visited; not below `cut`.
    package var reach: JournalSequence
    package var madeAt: Instant
    /// Bytes of the whole file; filled in by whoever writes it.
    package var fileBytes: Int

    package init(
        shard: UInt32, journal: UInt64, cut: JournalSequence, reach: JournalSequence, madeAt: Instant,
        fileBytes: Int = 0
    ) {
        self.shard = shard
        self.journal = journal
        self.cut = cut
        self.reach = reach
        self.madeAt = madeAt
        self.fileBytes = fileBytes
    }

    /// Reads a header; throws what is wrong with it.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.encodedBytes else { throw .truncated }
        guard bytes.hasPrefix("MARTLETS") else { throw .badField("magic") }
        guard CRC32C.checksum(bytes[0..<60]) == bytes.load(60, as: UInt32.self) else {
            throw .badField("CRC")
        }
        let version = bytes.load(8, as: UInt32.self)
        guard version == Self.version else { throw .unknownFormat(version) }
        guard bytes.load(56, as: UInt32.self) == 0 else { throw .badField("zero") }
        guard let fileBytes = Int(exactly: bytes.load(48, as: UInt64.self)) else {
            throw .badField("length")
        }
        shard = bytes.load(12, as: UInt32.self)
        journal = bytes.load(16, as: UInt64.self)
        cut = JournalSequence(bytes.load(24, as: UInt64.self))
        reach = JournalSequence(bytes.load(32, as: UInt64.self))
        madeAt = Instant(milliseconds: bytes.load(40, as: Int64.self))
        self.fileBytes = fileBytes
        guard cut <= reach else { throw .badField("sequences") }
    }

    package func encode(into output: inout ByteBuffer) {
        let start = output.count
        output.append("MARTLETS")
        output.append(littleEndian: Self.version)
        output.append(littleEndian: shard)
        output.append(littleEndian: journal)
        output.append(littleEndian: cut.rawValue)
        output.append(littleEndian: reach.rawValue)
        output.append(littleEndian: madeAt.milliseconds)
        output.append(littleEndian: UInt64(fileBytes))
        output.append(littleEndian: UInt32(0))
        output.append(littleEndian: CRC32C.checksum(output.bytes.dropping(start)))
    }
}
