package import Base
package import LogFormat

/// Leaves bytes as they are, in deflate blocks of type 0 of up to 65,535 bytes (RFC 1951, 3.2.4).
///
/// For lines that come faster than they can be compressed, and for those that compressing makes no smaller.
package final class StoredDeflater: Deflating {
    private static let blockBytesMax = 65_535

    package let density = Density.stored

    package init() {}

    package func deflate(_ plain: ByteView, into out: inout ByteBuffer) { Self.store(plain, into: &out) }

    /// Bytes that `count` bytes take.
    static func storedBytes(_ count: Int) -> Int {
        count + 5 * ((count + blockBytesMax - 1) / blockBytesMax + 1)
    }

    static func store(_ plain: ByteView, into out: inout ByteBuffer) {
        out.reserve(storedBytes(plain.count))
        var rest = plain
        while !rest.isEmpty {
            let count = UInt16(min(rest.count, blockBytesMax))
            out.append(0)
            out.append(littleEndian: count)
            out.append(littleEndian: ~count)
            out.append(rest[0..<Int(count)])
            rest = rest.dropping(Int(count))
        }
        markFlush(into: &out)
    }

    /// What stands behind every block as the mark of a full flush: an empty one of type 0.
    static func markFlush(into out: inout ByteBuffer) {
        out.append(0)
        out.append(littleEndian: UInt32(0xFFFF_0000))
    }
}
