internal import Base
internal import LogFormat

/// Numbers in as few bytes as they need: seven bits a byte, the lowest first, the high bit set but in the last.
extension ByteBuffer {
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// A number near zero on either side: 0, -1, 1, -2 … as 0, 1, 2, 3 …
    mutating func append(signedVarint value: Int64) {
        append(varint: UInt64(bitPattern: value &<< 1 ^ value >> 63))
    }
}

extension FieldReader {
    mutating func varint() throws(FormatError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try next(UInt8.self)
            if shift == 63, byte > 1 { throw .badField("number") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .badField("number")
    }

    mutating func signedVarint() throws(FormatError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
