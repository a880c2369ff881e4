package import Base

/// What stands around blocks to make them one gzip member (RFC 1952): any run of blocks makes a sound one.
///
/// A block is a run of deflate blocks that refers to nothing before it and ends in a full flush, hence at a
/// byte. A member is the header, blocks, the empty final block and the trailer.
package enum GzipFraming {
    package static let headerBytes = 10
    /// Bytes of the final block and the trailer together.
    package static let endBytes = 10

    /// Deflate, no time, no name, made anywhere.
    package static func appendHeader(into out: inout ByteBuffer) {
        out.append(littleEndian: UInt64(0x0008_8B1F))
        out.append(littleEndian: UInt16(0xFF00))
    }

    /// The empty final block and the trailer of `plainBytes` bytes whose CRC-32 is `crc32`.
    package static func appendEnd(crc32: UInt32, plainBytes: Int, into out: inout ByteBuffer) {
        // Final, fixed codes, end of block at once.
        out.append(littleEndian: UInt16(0x0003))
        out.append(littleEndian: crc32)
        out.append(littleEndian: UInt32(truncatingIfNeeded: plainBytes))
    }

    /// CRC-32 of bytes whose first part has CRC `first` and whose rest, of `bytes` bytes, has `second`.
    ///
    /// Feeding n zero bytes multiplies a CRC by x^8n modulo its polynomial, which squaring finds quickly.
    package static func combine(_ first: UInt32, _ second: UInt32, bytes: Int) -> UInt32 {
        var rest = bytes
        var factor: UInt32 = 1 << 31
        var square: UInt32 = 1 << 23
        while rest > 0 {
            if rest & 1 == 1 { factor = product(factor, square) }
            square = product(square, square)
            rest >>= 1
        }
        return product(factor, first) ^ second
    }

    /// Product of two polynomials modulo that of CRC-32; the highest bit is the coefficient of x^0.
    private static func product(_ left: UInt32, _ right: UInt32) -> UInt32 {
        var (rest, term, sum) = (left, right, UInt32(0))
        while rest != 0 {
            if rest & 0x8000_0000 != 0 { sum ^= term }
            rest <<= 1
            term = term & 1 == 0 ? term >> 1 : term >> 1 ^ 0xEDB8_8320
        }
        return sum
    }
}
