import Base
import LogFormat
import Testing

@Suite struct BlockEntryTests {
    static let sample = BlockEntry(
        first: Offset(17), last: Offset(0x1_0000_0002), lines: 3, timeFirst: Instant(milliseconds: 1_000),
        timeLast: Instant(milliseconds: 2_000), position: 10, storedBytes: 0x0102_0304, plainBytes: 65_536,
        crc32: 0xAABB_CCDD, checksum: 0x1122_3344, density: .dense)

    private static func encoded(_ entry: BlockEntry) -> [UInt8] {
        var out = ByteBuffer()
        entry.encode(into: &out)
        return out.bytes.array
    }

    @Test func `the bytes of a block's entry are those of version 1`() {
        #expect(
            hex(Self.encoded(Self.sample)) == """
                11000000000000000200000001000000e803000000000000d007000000000000\
                0a000000000000000300000004030201\
                00000100ddccbbaa4433221103000000
                """)
    }

    @Test func `a block's entry reads back`() throws {
        let bytes = Self.encoded(Self.sample)
        #expect(bytes.count == BlockEntry.encodedBytes)
        #expect(try bytes.withByteView { try BlockEntry(decoding: $0) } == Self.sample)
    }

    @Test func `entries that cannot be are refused`() {
        func refused(_ change: (inout BlockEntry) -> Void) -> Bool {
            var entry = Self.sample
            change(&entry)
            do { _ = try Self.encoded(entry).withByteView { try BlockEntry(decoding: $0) } } catch {
                return true
            }
            return false
        }
        #expect(refused { $0.lines = 0 })
        #expect(refused { $0.last = Offset(16) })
        #expect(refused { $0.last = Offset(18) })
        #expect(refused { $0.timeFirst = Instant(milliseconds: 2_001) })
        #expect(!refused { $0.timeFirst = Instant(milliseconds: 2_000) })
    }
}
