package import Base

/// What a section of a snapshot file holds; a number is never given twice.
package enum SectionKind: UInt16, CaseIterable, Sendable {
    /// Records of the broker, whole ones, one behind the other.
    case broker = 1
    /// Log records, whole ones, one behind the other.
    case logs = 2
    /// Stored bytes of carried blocks, one behind the other.
    case carried = 3
    /// Nothing; the last section, which ends with the file.
    case end = 4
}

/// The 16 bytes before each section of a snapshot file.
///
/// ```
///  0  2  kind
///  2  2  zero
///  4  4  length of what follows
///  8  4  zero
/// 12  4  CRC of bytes 0 ..< 12 and what follows
/// ```
package struct SectionHeader: Equatable, Sendable {
    package static let encodedBytes = 16

    package let kind: SectionKind
    /// Bytes behind this header.
    package let length: Int
    /// CRC-32C of the first 12 bytes and the section's bytes.
    package let checksum: UInt32

    /// The header of a section with these bytes.
    package init(_ kind: SectionKind, of bytes: ByteView) {
        self.kind = kind
        length = bytes.count
        var fields = ByteBuffer(capacity: Self.encodedBytes)
        Self.encodeFields(kind, bytes.count, into: &fields)
        checksum = CRC32C.checksum(bytes, seed: CRC32C.checksum(fields.bytes))
    }

    /// Reads the header at the start of `bytes`; whether it is sound shows once the section is there.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.encodedBytes else { throw .truncated }
        let number = bytes.load(0, as: UInt16.self)
        guard let kind = SectionKind(rawValue: number) else { throw .unknownKind(number) }
        guard bytes.load(2, as: UInt16.self) == 0, bytes.load(8, as: UInt32.self) == 0 else {
            throw .badField("zero")
        }
        self.kind = kind
        length = Int(bytes.load(4, as: UInt32.self))
        checksum = bytes.load(12, as: UInt32.self)
    }

    /// Whether `bytes` are those that the header was made for.
    package func isSound(for bytes: ByteView) -> Bool { SectionHeader(kind, of: bytes) == self }

    package func encode(into output: inout ByteBuffer) {
        Self.encodeFields(kind, length, into: &output)
        output.append(littleEndian: checksum)
    }

    private static func encodeFields(_ kind: SectionKind, _ length: Int, into output: inout ByteBuffer) {
        output.append(littleEndian: kind.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: UInt32(length))
        output.append(littleEndian: UInt32(0))
    }
}
