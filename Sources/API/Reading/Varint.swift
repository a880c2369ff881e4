internal import Base

extension ByteBuffer {
    /// Seven bits a byte, lowest first, the top bit set on all but the last (LEB128).
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}

/// Reads what `append(varint:)` wrote; nil from the first thing that is not there.
package struct VarintReader {
    private let bytes: ByteView
    private var position = 0

    init(_ bytes: ByteView) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func next() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 63 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }

    /// A number of 32 bits at most.
    mutating func next32() -> UInt32? { next().flatMap { UInt32(exactly: $0) } }

    /// Four bytes, little-endian.
    mutating func word() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        defer { position += 4 }
        return bytes.load(position, as: UInt32.self)
    }
}
