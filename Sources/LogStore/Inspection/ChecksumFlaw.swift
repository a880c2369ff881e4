import Base

/// The one wrong byte of a structure whose CRC-32C stands within it.
struct ChecksumFlaw {
    /// Its place in the structure, the checksum included.
    let byte: Int
    let xor: UInt8

    /// `bytes` are those under the checksum, whose own four stand at `checksumAt`; nil when no one byte does it.
    init?(_ found: UInt32, stored: UInt32, bytes: Int, checksumAt: Int) {
        let difference = found ^ stored
        for index in 0..<4 where difference & ~(0xFF << (8 * UInt32(index))) == 0 {
            byte = checksumAt + index
            xor = UInt8(truncatingIfNeeded: difference >> (8 * UInt32(index)))
            return
        }
        guard let bad = BadByte.castagnoli.find(found: found, stored: stored, count: bytes) else {
            return nil
        }
        byte = bad.index < checksumAt ? bad.index : bad.index + 4
        xor = bad.xor
    }
}
