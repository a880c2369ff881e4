import Base
import LogFormat
import Testing

/// The bytes of a snapshot's container.
struct SnapshotCodingTests {
    private let header = SnapshotHeader(
        shard: 2, journal: 0x0102_0304_0506_0708, cut: JournalSequence(258), reach: JournalSequence(300),
        madeAt: Instant(milliseconds: 1_800_000_000_000), fileBytes: 1000)

    private let block = CarriedEntry(
        first: Offset(12), last: Offset(13), lines: 2, timeFirst: Instant(milliseconds: 5),
        timeLast: Instant(milliseconds: 6), position: 80, storedBytes: 40, plainBytes: 100, crc32: 7,
        checksum: 8, density: .fast)

    private var piece: PieceEntry {
        var piece = PieceEntry(
            log: LogID(3), generation: 1, first: Offset(2), end: Offset(12), density: .fast)
        (piece.lines, piece.blocks, piece.plainBytes, piece.fileBytes, piece.indexBytes) = (9, 1, 900, 80, 96)
        return piece
    }

    private func bytes(_ encode: (inout ByteBuffer) -> Void) -> [UInt8] {
        var buffer = ByteBuffer()
        encode(&buffer)
        return buffer.bytes.array
    }

    @Test func `the bytes of a header are those of version 1`() {
        #expect(
            hex(bytes { header.encode(into: &$0) }) == """
                4d4152544c45545301000000020000000807060504030201\
                02010000000000002c0100000000000000505c18a3010000\
                e803000000000000000000000e0c1658
                """)
    }

    @Test func `a header reads back, and every wrong byte is noticed`() throws {
        let right = bytes { header.encode(into: &$0) }
        #expect(try right.withByteView { try SnapshotHeader(decoding: $0) } == header)
        for index in right.indices {
            var wrong = right
            wrong[index] ^= 0x10
            #expect(throws: FormatError.self) {
                try wrong.withByteView { try SnapshotHeader(decoding: $0) }
            }
        }
    }

    @Test func `a section's header covers itself and what follows`() throws {
        let section = Array("records".utf8)
        let right = section.withByteView { view in
            bytes { SectionHeader(.broker, of: view).encode(into: &$0) }
        }
        #expect(hex(right) == "01000000070000000000000091d857a0")
        for index in right.indices {
            var wrong = right
            wrong[index] ^= 2
            let isSound = try? wrong.withByteView { view throws -> Bool in
                let header = try SectionHeader(decoding: view)
                return section.withByteView { header.isSound(for: $0) }
            }
            #expect(isSound != true)
        }
    }

    @Test func `a section of another release is named`() {
        var unknown = [UInt8](repeating: 0, count: 16)
        unknown[0] = 99
        #expect(throws: FormatError.unknownKind(99)) {
            try unknown.withByteView { try SectionHeader(decoding: $0) }
        }
    }

    @Test(arguments: [0, 1, 3])
    func `log records read back one behind the other`(pieces: Int) throws {
        var record = LogRecord(log: LogID(3), end: Offset(40))
        for index in 0..<pieces {
            var next = piece
            next.first = Offset(UInt64(2 + index * 10))
            next.end = next.first + 10
            next.lines = 9
            record.pieces.append(next)
        }
        let carrying = LogRecord(log: LogID(4), end: Offset(14), carried: block)
        let all = bytes { buffer in
            record.encode(into: &buffer)
            #expect(buffer.count == record.encodedBytes)
            carrying.encode(into: &buffer)
        }
        try all.withByteView { view throws -> Void in
            var rest = view
            #expect(try LogRecord(decoding: &rest) == record)
            #expect(try LogRecord(decoding: &rest) == carrying)
            #expect(rest.isEmpty)
        }
        for length in 0..<record.encodedBytes {
            all.withByteView { view in
                var rest = view[0..<length]
                #expect(throws: FormatError.truncated) { try LogRecord(decoding: &rest) }
            }
        }
    }

    @Test func `the bytes of a log record are those of version 1`() {
        let record = LogRecord(log: LogID(3), end: Offset(14), carried: block)
        #expect(
            hex(bytes { record.encode(into: &$0) }) == """
                03000000010000000e000000000000000000000000000000\
                0c000000000000000d0000000000000005000000000000000600000000000000\
                50000000000000000200000028000000640000000700000008000000\
                02000000
                """)
    }

    @Test func `a piece beyond the end of its log is refused`() {
        let record = LogRecord(log: LogID(3), end: Offset(11), pieces: [piece])
        bytes { record.encode(into: &$0) }.withByteView { view in
            var rest = view
            #expect(throws: FormatError.badField("piece")) { try LogRecord(decoding: &rest) }
        }
    }
}
