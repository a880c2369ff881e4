import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct BlockBuilderTests {
    private static func event(
        _ bodies: [String], first: UInt64, partition: UInt32? = 0, timestamp: Int64 = 1_000
    ) -> ByteBuffer {
        let suffixes = bodies.map { "\"text\":\"\($0)\"}\n" }.joined()
        var out = ByteBuffer()
        AppendedHead(
            count: bodies.count, timestamp: Instant(milliseconds: timestamp),
            destination: AppendedDestination(log: LogID(3), partition: partition, first: Offset(first))
        ).encode(bodyBytes: suffixes.utf8.count, into: &out)
        out.append(suffixes)
        return out
    }

    private static func taken(_ builder: inout BlockBuilder) throws -> (BlockEntry, [SampleLog.Line]) {
        var stored = ByteBuffer()
        let entry = builder.take(with: Codecs.deflater(.fast), into: &stored)
        var plain = ByteBuffer()
        let (count, checksum) = (stored.count, CRC32C.checksum(stored.bytes))
        #expect(entry.storedBytes == count && entry.checksum == checksum)
        let isWhole = ZlibInflater().inflate(stored.bytes, plainBytes: entry.plainBytes, into: &plain)
        #expect(isWhole)
        let crc32 = CRC32.checksum(plain.bytes)
        #expect(entry.crc32 == crc32)
        var lines: [SampleLog.Line] = []
        var cursor = StoredLineCursor(plain.bytes)
        while let line = try cursor.next() {
            lines.append(
                SampleLog.Line(
                    offset: line.offset, timestamp: line.timestamp, bytes: line.bytes.array))
        }
        #expect(entry.lines == lines.count)
        #expect(entry.first == lines.first?.offset && entry.last == lines.last?.offset)
        #expect(entry.timeFirst == lines.first?.timestamp && entry.timeLast == lines.last?.timestamp)
        return (entry, lines)
    }

    @Test func `messages of events become lines`() throws {
        var builder = BlockBuilder(log: LogID(3))
        let one = Self.event(["a", "b"], first: 9)
        let two = Self.event(["c"], first: 11, timestamp: 2_000)
        let first = builder.append(try AppendedView(decoding: one.bytes), Offset(9)..<Offset(11))
        let second = builder.append(try AppendedView(decoding: two.bytes), Offset(11)..<Offset(12))
        #expect(first == Offset(11) && second == Offset(12))
        let (entry, lines) = try Self.taken(&builder)
        #expect(
            lines.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "{\"partition\":0,\"offset\":9,\"timestamp\":\"1970-01-01T00:00:01.000Z\",\"text\":\"a\"}\n",
                "{\"partition\":0,\"offset\":10,\"timestamp\":\"1970-01-01T00:00:01.000Z\",\"text\":\"b\"}\n",
                "{\"partition\":0,\"offset\":11,\"timestamp\":\"1970-01-01T00:00:02.000Z\",\"text\":\"c\"}\n",
            ])
        #expect(entry.timeLast == Instant(milliseconds: 2_000) && entry.density == .fast)
        let isEmpty = builder.isEmpty
        #expect(isEmpty)
    }

    @Test func `only messages in the range are taken`() throws {
        var builder = BlockBuilder(log: LogID(3))
        let event = Self.event(["a", "b", "c", "d"], first: 9, partition: nil)
        let view = try AppendedView(decoding: event.bytes)
        let ranges = [Offset(3)..<Offset(9), Offset(10)..<Offset(11), Offset(12)..<Offset(40)]
        for range in ranges {
            let next = builder.append(view, range)
            #expect(next == range.upperBound)
        }
        let (_, lines) = try Self.taken(&builder)
        #expect(lines.map(\.offset) == [Offset(10), Offset(12)])
    }

    @Test(arguments: Seed.first(20))
    func `blocks hold every line once, and no more than they should`(seed: Seed) throws {
        var random = SplitMix64(seed: seed.value)
        let bodies = (0..<60).map { _ in
            String(
                repeating: "x",
                count: Int.random(in: 0...8, using: &random) == 0
                    ? 900 : Int.random(in: 0...90, using: &random))
        }
        let event = Self.event(bodies, first: 95)
        let view = try AppendedView(decoding: event.bytes)
        var builder = BlockBuilder(log: LogID(3), blockBytes: 512)
        var offsets: [UInt64] = []
        func take(_ builder: inout BlockBuilder) throws {
            let (entry, lines) = try Self.taken(&builder)
            #expect(entry.plainBytes <= 512 || entry.lines == 1)
            offsets += lines.map(\.offset.rawValue)
        }
        var next = view.first
        while next < view.end {
            let after = builder.append(view, next..<view.end)
            let isStuck = after == next && builder.isEmpty
            #expect(!isStuck)
            if after < view.end { try take(&builder) }
            next = after
        }
        if !builder.isEmpty { try take(&builder) }
        #expect(offsets == Array(95..<155))
    }

    @Test func `stored lines join, and their block is adopted whole`() throws {
        let fileSystem = SimulatedFileSystem()
        let store = try PieceStore.simulated(fileSystem)
        let sample = SampleLog(seed: 4, count: 30, isSparse: true)
        let piece = try sample.write(to: store, blockBytes: 1 << 20)
        var builder = BlockBuilder(log: sample.log, blockBytes: 1 << 20)
        builder.adopt(try store.block(of: .piece(piece), 0))
        var more = SampleLog(seed: 5, count: 10, first: sample.end)
        more.appendLarge(bodyBytes: 10, seed: 1)
        for line in more.lines where line.timestamp >= sample.lines[29].timestamp {
            try line.bytes.withByteView { bytes in
                let line = try StoredLine(parsing: bytes)
                let isTaken = builder.append(line)
                #expect(isTaken)
            }
        }
        let (entry, lines) = try Self.taken(&builder)
        #expect(lines.prefix(30) == sample.lines[...])
        #expect(entry.lines == lines.count)
    }
}
