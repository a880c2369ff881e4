import Base
import LogFormat
import Testing

@Suite struct PieceEntryTests {
    static var sample: PieceEntry {
        var entry = PieceEntry(
            log: LogID(7), generation: 2, first: Offset(100), end: Offset(200), density: .fast)
        entry.lines = 50
        entry.blocks = 2
        entry.plainBytes = 9_000
        entry.fileBytes = 2_020
        entry.indexBytes = PieceIndex.encodedBytes(blocks: 2)
        entry.indexChecksum = 0x0102_0304
        entry.crc32 = 0x0506_0708
        entry.timeFirst = Instant(milliseconds: 1_000)
        entry.timeLast = Instant(milliseconds: 2_000)
        return entry
    }

    private static func encoded(_ entry: PieceEntry) -> [UInt8] {
        var out = ByteBuffer()
        entry.encode(into: &out)
        return out.bytes.array
    }

    @Test func `the bytes of a piece's entry are those of version 1`() {
        #expect(
            hex(Self.encoded(Self.sample)) == """
                07000000020000006400000000000000c8000000000000003200000000000000\
                2823000000000000e407000000000000e803000000000000d007000000000000\
                02000000ec00000004030201080706050200000000000000
                """)
    }

    @Test func `a piece's entry reads back`() throws {
        let bytes = Self.encoded(Self.sample)
        #expect(bytes.count == PieceEntry.encodedBytes)
        #expect(try bytes.withByteView { try PieceEntry(decoding: $0) } == Self.sample)
    }

    @Test func `a piece without a message or of an unknown density is refused`() {
        for change in [(8, UInt8(200)), (80, 4), (81, 1), (24, 101), (64, 0)] {
            var bytes = Self.encoded(Self.sample)
            bytes[change.0] = change.1
            #expect(throws: FormatError.self) { try bytes.withByteView { try PieceEntry(decoding: $0) } }
        }
    }

    @Test func `names say offset and generation, and read back`() {
        let entry = Self.sample
        #expect(entry.fileName == "00000000000000000100.2.ndjson.gz")
        #expect(entry.indexName == "00000000000000000100.2.index")
        #expect(PieceName(entry.fileName) == entry.name)
        #expect(PieceName(entry.indexName) == entry.name)
        let others = [
            "name", "100.2.index", "00000000000000000100.02.index", "00000000000000000100.2.index.tmp",
            "+0000000000000000100.2.index", "00000000000000000100.2.ndjson", "",
        ]
        for other in others { #expect(PieceName(other) == nil) }
    }
}
