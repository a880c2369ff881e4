import Base
import LogFormat
import TestSupport
import Testing

@Suite struct GzipFramingTests {
    /// CRC-32 a bit at a time.
    private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
        }
        return ~crc
    }

    @Test func `a member without a block is the one of ten and ten bytes`() {
        var out = ByteBuffer()
        GzipFraming.appendHeader(into: &out)
        #expect(out.count == GzipFraming.headerBytes)
        GzipFraming.appendEnd(crc32: 0x0403_0201, plainBytes: 0x1_0000_0005, into: &out)
        #expect(hex(out.bytes.array) == "1f8b08000000000000ff03000102030405000000")
    }

    @Test(arguments: Seed.first(30))
    func `checksums of two parts make that of the whole`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let bytes = (0..<Int.random(in: 0...700, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        let middle = Int.random(in: 0...bytes.count, using: &random)
        let combined = GzipFraming.combine(
            Self.crc32(bytes[..<middle]), Self.crc32(bytes[middle...]), bytes: bytes.count - middle)
        #expect(combined == Self.crc32(bytes[...]))
    }
}
