package import Base

/// The eight bytes before each event.
///
/// ```
///  0  2  kind
///  2  1  version, 1
///  3  1  flags
///  4  4  length of the rest
/// ```
package struct EventHeader: Equatable, Sendable {
    /// Bytes of an encoded header.
    package static let encodedBytes = 8
    /// The version that this release writes and reads.
    package static let currentVersion: UInt8 = 1

    package let kind: EventKind
    package let flags: UInt8
    /// Bytes of the event behind this header.
    package let length: Int

    package init(kind: EventKind, flags: UInt8 = 0, length: Int) {
        self.kind = kind
        self.flags = flags
        self.length = length
    }

    /// Bytes of the whole event, this header included.
    package var eventBytes: Int { Self.encodedBytes + length }

    /// Reads the header at the start of `bytes`; throws when the event does not lie wholly in them.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.encodedBytes else { throw .truncated }
        let number = bytes.load(0, as: UInt16.self)
        guard let kind = EventKind(rawValue: number) else { throw .unknownKind(number) }
        guard bytes[2] == Self.currentVersion else { throw .unknownVersion(kind: number, version: bytes[2]) }
        self.kind = kind
        flags = bytes[3]
        length = Int(bytes.load(4, as: UInt32.self))
        guard length <= bytes.count - Self.encodedBytes else { throw .truncated }
    }

    package func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: kind.rawValue)
        output.append(Self.currentVersion)
        output.append(flags)
        output.append(littleEndian: UInt32(length))
    }
}
