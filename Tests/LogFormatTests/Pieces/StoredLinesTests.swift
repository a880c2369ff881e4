import Base
import LogFormat
import TestSupport
import Testing

@Suite struct StoredLinesTests {
    private static func withLines<Result, Failure: Error>(
        _ sample: SampleLog, _ body: (StoredLines) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = sample.bytes
        return try bytes.withByteView { view throws(Failure) in
            try body(
                StoredLines(
                    log: sample.log, bytes: view, first: sample.lines[0].offset,
                    last: sample.end + -1))
        }
    }

    private static func all(_ lines: StoredLines?) throws -> [SampleLog.Line] {
        guard let lines else { return [] }
        var found: [SampleLog.Line] = []
        var cursor = lines.cursor
        while let line = try cursor.next() {
            found.append(
                SampleLog.Line(offset: line.offset, timestamp: line.timestamp, bytes: line.bytes.array))
        }
        #expect(found.first?.offset == lines.first && found.last?.offset == lines.last)
        return found
    }

    @Test func `a line is taken apart`() throws {
        let text =
            "{\"partition\":12,\"offset\":9007199254740991,\"timestamp\":\"2026-11-22T10:00:00.123Z\",\"key\":\"a\",\"value\":1}\n"
        try Array(text.utf8).withByteView { bytes in
            let line = try StoredLine(parsing: bytes)
            #expect(line.partition == 12)
            #expect(line.offset == Offset(9_007_199_254_740_991))
            #expect(line.timestamp == Instant(milliseconds: 1_795_341_600_123))
            #expect(line.suffix.string == "\"key\":\"a\",\"value\":1}\n")
            #expect(try LineSuffixView(parsing: line.suffix).hasKey)
        }
    }

    @Test func `a queue's line has no partition`() throws {
        let text = "{\"offset\":0,\"timestamp\":\"2026-11-22T10:00:00.123Z\",\"tombstone\":true}\n"
        try Array(text.utf8).withByteView { bytes in
            let line = try StoredLine(parsing: bytes)
            #expect(line.partition == nil && line.offset == .zero)
            #expect(line.suffix == "\"tombstone\":true}\n")
        }
    }

    @Test func `what the renderer writes is read`() throws {
        let event = appended("\"value\":1}\n\"value\":2}\n", count: 2, partition: 3, first: 99)
        var out = ByteBuffer()
        var renderer = LineRenderer(.lines)
        var budget = LineBudget()
        let view = try AppendedView(decoding: event.bytes)
        _ = renderer.render(.appended(view), from: .zero, budget: &budget, into: &out)
        var cursor = StoredLineCursor(out.bytes)
        for offset in [99, 100] as [UInt64] {
            let line = try #require(try cursor.next())
            #expect(line.offset == Offset(offset) && line.partition == 3)
            #expect(line.timestamp == view.timestamp)
        }
        #expect(try cursor.next() == nil)
    }

    @Test func `anything else is refused`() {
        let sound = "{\"partition\":1,\"offset\":2,\"timestamp\":\"2026-11-22T10:00:00.123Z\",\"value\":1}\n"
        let wrong = [
            "", "\n", "{}\n", "{\"partition\":1}\n", sound.dropLast(1) + "",
            "{\"offset\":,\"timestamp\":\"\n",
            sound.replacing("\"partition\":1", with: "\"partition\":4294967296"),
            sound.replacing("\"offset\":2", with: "\"offset\":99999999999999999999"),
            sound.replacing("Z\",", with: "Z\"}"), String(sound.prefix(60)) + "\n",
        ]
        for text in wrong {
            #expect(throws: FormatError.self, "\(text)") {
                try Array(text.utf8).withByteView { try StoredLine(parsing: $0) }
            }
        }
        #expect(throws: FormatError.self) {
            try Array("no line".utf8).withByteView { bytes in
                var cursor = StoredLineCursor(bytes)
                _ = try cursor.next()
            }
        }
    }

    @Test(arguments: Seed.first(12))
    func `lines from and up to an offset are those that a walk finds`(seed: Seed) throws {
        let sample = SampleLog(
            seed: seed.value, count: 1 + Int(seed.value) % 25, first: Offset(95),
            partition: seed.value % 2 == 0 ? nil : 4, isSparse: seed.value % 3 != 0)
        try Self.withLines(sample) { (lines: StoredLines) throws in
            for offset in 90...sample.end.rawValue + 2 {
                let offset = Offset(offset)
                #expect(
                    try Self.all(lines.lines(from: offset)) == sample.lines.filter { $0.offset >= offset })
                #expect(
                    try Self.all(lines.lines(upTo: offset)) == sample.lines.filter { $0.offset < offset })
                let found = lines.line(at: offset)
                #expect(found?.bytes.array == sample.lines.first { $0.offset == offset }?.bytes)
            }
        }
    }

    @Test(arguments: Seed.first(20))
    func `the first line since a time is the one that a walk finds`(seed: Seed) {
        let sample = SampleLog(seed: seed.value, count: 20, isSparse: true)
        Self.withLines(sample) { lines in
            for step in -1...30 {
                let time = sample.lines[0].timestamp + Interval(milliseconds: Int64(step) * 350)
                #expect(
                    lines.offset(since: time) == sample.lines.first { $0.timestamp >= time }?.offset)
            }
        }
    }
}
