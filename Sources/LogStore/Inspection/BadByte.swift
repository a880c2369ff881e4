import Base

/// Finds the one byte that differs when a reflected CRC-32 does not come out.
///
/// The difference between the checksum found and the one stored is what the wrong bits alone would give,
/// shifted by the zeros behind them. Shifted back byte by byte, it shows a single wrong byte where it has
/// eight bits only. With more than one byte wrong it finds nothing, or, once in 2^24 / length, a wrong place.
struct BadByte {
    /// CRC-32C (Castagnoli), reflected.
    static let castagnoli = BadByte(polynomial: 0x82F6_3B78)
    /// CRC-32 of gzip, reflected.
    static let gzip = BadByte(polynomial: 0xEDB8_8320)

    private var table = [UInt32](repeating: 0, count: 256)
    /// Index of the entry with a given highest byte.
    private var inverse = [UInt8](repeating: 0, count: 256)

    private init(polynomial: UInt32) {
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
            table[index] = value
            inverse[Int(value >> 24)] = UInt8(index)
        }
    }

    /// Place and bits of the byte, of `count` bytes whose checksum was `found` instead of `stored`.
    func find(found: UInt32, stored: UInt32, count: Int) -> (index: Int, xor: UInt8)? {
        var difference = found ^ stored
        if difference == 0 { return nil }
        var index = count
        while index > 0 {
            index -= 1
            let entry = inverse[Int(difference >> 24)]
            let rest = difference ^ table[Int(entry)]
            if rest == 0 { return (index, entry) }
            difference = rest << 8 | UInt32(entry)
        }
        return nil
    }
}
