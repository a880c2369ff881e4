package import Base

/// The first 48 bytes of a journal file; zeros follow up to byte 4,096, where frames begin.
///
/// ```
///  0  8  magic "MARTLETJ"
///  8  4  format version, 1
/// 12  4  shard id
/// 16  8  journal id, random, the same in every file of this journal
/// 24  8  file number: 1, 2, 3 … in the order of writing
/// 32  8  first sequence that this file may hold
/// 40  4  zero
/// 44  4  CRC of bytes 0 ..< 44
/// ```
package struct JournalFileHeader: Equatable, Sendable {
    package static let encodedBytes = 48
    /// Where the first frame stands.
    package static let blockBytes = 4096
    package static let version: UInt32 = 1

    package var shard: UInt32
    package var journal: UInt64
    package var number: UInt64
    package var first: JournalSequence

    package init(shard: UInt32, journal: UInt64, number: UInt64, first: JournalSequence) {
        self.shard = shard
        self.journal = journal
        self.number = number
        self.first = first
    }

    /// Reads a header; throws what is wrong with it.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.encodedBytes else { throw .truncated }
        guard bytes.hasPrefix("MARTLETJ") else { throw .badField("magic") }
        let crc = bytes.load(44, as: UInt32.self)
        guard CRC32C.checksum(bytes[0..<44]) == crc else { throw .badField("CRC") }
        let version = bytes.load(8, as: UInt32.self)
        guard version == Self.version else { throw .unknownFormat(version) }
        guard bytes.load(40, as: UInt32.self) == 0 else { throw .badField("zero") }
        shard = bytes.load(12, as: UInt32.self)
        journal = bytes.load(16, as: UInt64.self)
        number = bytes.load(24, as: UInt64.self)
        first = JournalSequence(bytes.load(32, as: UInt64.self))
    }

    /// Writes the whole block of 4,096 bytes.
    package func encode(into output: inout ByteBuffer) {
        let start = output.count
        output.append("MARTLETJ")
        output.append(littleEndian: Self.version)
        output.append(littleEndian: shard)
        output.append(littleEndian: journal)
        output.append(littleEndian: number)
        output.append(littleEndian: first.rawValue)
        output.append(littleEndian: UInt32(0))
        output.append(littleEndian: CRC32C.checksum(output.bytes.dropping(start)))
        while output.count - start < Self.blockBytes { output.append(littleEndian: UInt64(0)) }
    }
}
