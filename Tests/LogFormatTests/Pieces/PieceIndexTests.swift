import Base
import LogFormat
import TestSupport
import Testing

@Suite struct PieceIndexTests {
    /// An index of blocks that a seed makes, with gaps between their offsets.
    private static func index(seed: UInt64, blocks count: Int) -> PieceIndex {
        var random = SplitMix64(seed: seed)
        var entry = PieceEntry(
            log: LogID(3), generation: 1, first: Offset(40), end: Offset(40), density: .fast)
        var blocks: [BlockEntry] = []
        var next = Offset(40)
        var time = Instant(milliseconds: 5_000)
        var position = GzipFraming.headerBytes
        if count > 0 { entry.timeFirst = time }
        for _ in 0..<count {
            let first = next + Int.random(in: 0...3, using: &random)
            let lines = Int.random(in: 1...9, using: &random)
            let until = time + Interval(milliseconds: Int64.random(in: 0...2, using: &random) * 10)
            let block = BlockEntry(
                first: first, last: first + (lines - 1 + Int.random(in: 0...2, using: &random)),
                lines: lines, timeFirst: time, timeLast: until, position: position,
                storedBytes: Int.random(in: 5...900, using: &random),
                plainBytes: Int.random(in: 50...5_000, using: &random),
                crc32: UInt32(truncatingIfNeeded: random.next()),
                checksum: UInt32(truncatingIfNeeded: random.next()), density: .fast)
            blocks.append(block)
            position += block.storedBytes
            entry.lines += lines
            entry.plainBytes += block.plainBytes
            entry.crc32 = GzipFraming.combine(entry.crc32, block.crc32, bytes: block.plainBytes)
            next = block.last + 1
            time = until + Interval(milliseconds: Int64.random(in: 0...1, using: &random) * 10)
            entry.timeLast = until
        }
        entry.end = next + 2
        entry.blocks = count
        entry.fileBytes = position + GzipFraming.endBytes
        return PieceIndex(entry: entry, blocks: blocks)
    }

    private static func encoded(_ index: PieceIndex) -> (entry: PieceEntry, bytes: [UInt8]) {
        var out = ByteBuffer()
        let entry = index.encode(into: &out)
        return (entry, out.bytes.array)
    }

    @Test(arguments: Seed.first(20))
    func `an index reads back, with its length and checksum`(seed: Seed) throws {
        let index = Self.index(seed: seed.value, blocks: Int(seed.value % 7))
        let (entry, bytes) = Self.encoded(index)
        #expect(entry.indexBytes == bytes.count)
        #expect(
            try bytes.withByteView { try PieceIndex(decoding: $0) }
                == PieceIndex(entry: entry, blocks: index.blocks))
    }

    @Test func `every wrong byte is noticed`() {
        let (_, bytes) = Self.encoded(Self.index(seed: 1, blocks: 4))
        for index in bytes.indices {
            for bit in [UInt8(1), 0x80] {
                var wrong = bytes
                wrong[index] ^= bit
                #expect(throws: FormatError.self) {
                    try wrong.withByteView { try PieceIndex(decoding: $0) }
                }
            }
        }
        for count in 0..<bytes.count {
            #expect(throws: FormatError.self) {
                try Array(bytes[..<count]).withByteView { try PieceIndex(decoding: $0) }
            }
        }
    }

    @Test func `blocks that do not follow each other are refused`() {
        let index = Self.index(seed: 2, blocks: 3)
        var blocks = index.blocks
        blocks.swapAt(0, 1)
        let (_, swapped) = Self.encoded(PieceIndex(entry: index.entry, blocks: blocks))
        #expect(throws: FormatError.badField("position")) {
            try swapped.withByteView { try PieceIndex(decoding: $0) }
        }
        let (_, missing) = Self.encoded(PieceIndex(entry: index.entry, blocks: index.blocks.dropLast()))
        #expect(throws: FormatError.self) { try missing.withByteView { try PieceIndex(decoding: $0) } }
    }

    @Test func `another version is named`() {
        var bytes = ByteBuffer()
        _ = Self.index(seed: 1, blocks: 1).encode(into: &bytes)
        bytes.store(littleEndian: UInt32(2), at: 8)
        bytes.store(
            littleEndian: CRC32C.checksum(bytes.bytes[0..<bytes.count - 4]), at: bytes.count - 4)
        #expect(throws: FormatError.unknownFormat(2)) { try PieceIndex(decoding: bytes.bytes) }
    }

    @Test(arguments: Seed.first(20))
    func `a block is found by offset and by time`(seed: Seed) {
        let index = Self.index(seed: seed.value, blocks: 1 + Int(seed.value % 9))
        for offset in 0...index.entry.end.rawValue + 5 {
            let offset = Offset(offset)
            #expect(
                index.block(holding: offset) == index.blocks.firstIndex { $0.last >= offset })
        }
        for time in stride(from: Int64(4_990), to: 6_000, by: 5) {
            let time = Instant(milliseconds: time)
            #expect(index.block(since: time) == index.blocks.firstIndex { $0.timeLast >= time })
        }
    }
}
