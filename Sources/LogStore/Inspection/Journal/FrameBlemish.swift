import Base
import LogFormat

/// Tells which byte of a frame is wrong, as far as its checksum lets one.
struct FrameBlemish {
    /// Where the wrong byte stands within the frame; 0 when that cannot be told.
    let byte: Int
    let blemish: Blemish

    /// Judges the frame that should stand at the start of `bytes`, `extent` bytes long where that is known.
    init(_ bytes: ByteView, extent: Int?) {
        let header = FrameHeader.encodedBytes
        let span = min(extent ?? bytes.count, bytes.count)
        var isFound: FrameBlemish?
        for length in Self.lengths(bytes, extent: extent) where header + length <= bytes.count {
            guard let found = Self.judge(bytes, length: length) else { continue }
            isFound = found
            break
        }
        self = isFound ?? FrameBlemish(byte: 0, blemish: .within(bytes: span))
    }

    private init(byte: Int, blemish: Blemish) {
        self.byte = byte
        self.blemish = blemish
    }

    /// Lengths that the payload may have had: the one written there, and those that fit the extent.
    private static func lengths(_ bytes: ByteView, extent: Int?) -> [Int] {
        guard bytes.count >= FrameHeader.encodedBytes else { return [] }
        let stored = Int(bytes.load(44, as: UInt32.self))
        guard let extent, extent >= FrameHeader.encodedBytes else {
            return stored <= Limits.framePayloadBytesMax ? [stored] : []
        }
        if FrameHeader.frameBytes(stored) == extent { return [stored] }
        return (0..<FrameHeader.alignment).map { extent - FrameHeader.encodedBytes - $0 }.filter { $0 >= 0 }
    }

    private static func judge(_ bytes: ByteView, length: Int) -> FrameBlemish? {
        let payload = bytes[FrameHeader.encodedBytes..<FrameHeader.encodedBytes + length]
        let found = CRC32C.checksum(payload, seed: CRC32C.checksum(bytes[0..<52]))
        let stored = bytes.load(52, as: UInt32.self)
        if found == stored {
            let end = min(FrameHeader.frameBytes(length), bytes.count)
            for index in FrameHeader.encodedBytes + length..<end where bytes[index] != 0 {
                return FrameBlemish(byte: index, blemish: .field("padding"))
            }
            return nil
        }
        for index in 0..<4 where (found ^ stored) & ~(0xFF << (8 * UInt32(index))) == 0 {
            let bits = UInt8(truncatingIfNeeded: (found ^ stored) >> (8 * UInt32(index)))
            return FrameBlemish(byte: 52 + index, blemish: .oneByte(xor: bits))
        }
        guard let bad = BadByte.castagnoli.find(found: found, stored: stored, count: 52 + length) else {
            return nil
        }
        // With another length than the one written there, only that field can be the wrong one.
        let written = Int(bytes.load(44, as: UInt32.self))
        if written != length {
            guard (44..<48).contains(bad.index), written ^ Int(bad.xor) << (8 * (bad.index - 44)) == length
            else { return nil }
        }
        return FrameBlemish(
            byte: bad.index < 52 ? bad.index : bad.index + 4, blemish: .oneByte(xor: bad.xor))
    }
}
