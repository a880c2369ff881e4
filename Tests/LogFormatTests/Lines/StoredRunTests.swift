import Base
import TestSupport
import Testing

@testable import LogFormat

/// Runs of stored lines, held against the events they were made from.
struct StoredRunTests {
    /// The same messages as an event and as the lines it renders to.
    private func both(
        _ seed: Seed, _ body: (_ event: MessageRun, _ lines: MessageRun, inout SplitMix64) throws -> Void
    ) throws {
        var random = SplitMix64(seed: seed.value)
        let count = Int.random(in: 1...40, using: &random)
        var suffixes = ""
        for _ in 0..<count {
            let size = Int.random(in: 0...60, using: &random)
            suffixes += "\"value\":\"\(String(repeating: "x", count: size))\"}\n"
        }
        let first = UInt64.random(in: 0...120, using: &random)
        let partition: UInt32? = Bool.random(using: &random) ? 3 : nil
        let event = appended(suffixes, count: count, partition: partition, first: first)
        let view = try AppendedView(decoding: event.bytes)
        var rendered = ByteBuffer()
        var renderer = LineRenderer(.lines)
        var budget = LineBudget()
        _ = renderer.render(.appended(view), from: .zero, budget: &budget, into: &rendered)
        let lines = StoredLines(
            log: view.log, bytes: rendered.bytes, first: view.first, last: view.end + -1)
        try body(.appended(view), .stored(lines), &random)
    }

    @Test(arguments: Seed.first(60))
    func `stored lines render as their event does, in every layout and to every limit`(seed: Seed) throws {
        try both(seed) { event, lines, random in
            for layout in [LineRenderer.Layout.lines, .array, .events] {
                for lead in ["", "\"topic\":\"t\","] {
                    let from = Offset(UInt64.random(in: 0...200, using: &random))
                    let limit = LineBudget(
                        messages: Int.random(in: 1...50, using: &random),
                        bytes: Int.random(in: 1...6_000, using: &random))
                    var (left, right) = (limit, limit)
                    var out = ByteBuffer()
                    var head = ByteBuffer()
                    head.append(lead)
                    var renderer = LineRenderer(layout, lead: head.bytes)
                    let next = renderer.render(event, from: from, budget: &left, into: &out)
                    let text = out.bytes.string
                    renderer.restart()
                    out.removeAll()
                    let stored = renderer.render(lines, from: from, budget: &right, into: &out)
                    #expect(text == out.bytes.string)
                    #expect(next == stored)
                    #expect(left == right)
                }
            }
        }
    }

    @Test(arguments: Seed.first(20))
    func `what a delivery adds stands behind the brace of a stored line`(seed: Seed) throws {
        try both(seed) { event, lines, _ in
            var texts: [String] = []
            for run in [event, lines] {
                var renderer = LineRenderer(.array)
                var budget = LineBudget(messages: 7)
                var out = ByteBuffer()
                _ = renderer.render(
                    run, from: .zero, budget: &budget, into: &out,
                    splice: { offset, out in
                        out.append("\"id\":")
                        out.append(decimal: offset.rawValue)
                        out.append(",")
                    })
                texts.append(out.bytes.string)
            }
            #expect(texts[0] == texts[1])
        }
    }

    @Test(arguments: Seed.first(20))
    func `both kinds of run show the same messages`(seed: Seed) throws {
        try both(seed) { event, lines, random in
            #expect(event.first == lines.first && event.end == lines.end)
            #expect(event.log == lines.log && event.partition == lines.partition)
            let from = Offset(UInt64.random(in: 0...160, using: &random))
            var (left, right) = ([String](), [String]())
            event.forEach(from: from) { left.append("\($0.offset) \($0.timestamp) \($0.suffix.string)") }
            lines.forEach(from: from) { right.append("\($0.offset) \($0.timestamp) \($0.suffix.string)") }
            #expect(left == right)
            #expect(event.message(at: from)?.suffix == lines.message(at: from)?.suffix)
        }
    }

    @Test func `offsets that are missing are passed over`() throws {
        var bytes = ByteBuffer()
        for offset in [4, 5, 9, 17] {
            bytes.append("{\"offset\":\(offset),\"timestamp\":\"2026-11-22T10:00:00.123Z\",\"value\":1}\n")
        }
        let run = MessageRun.stored(
            StoredLines(log: LogID(1), bytes: bytes.bytes, first: Offset(4), last: Offset(17)))
        #expect(run.message(at: Offset(6)) == nil && run.message(at: Offset(9)) != nil)
        for (from, taken, next) in [(0, 2, 9), (6, 2, 18), (5, 2, 17), (18, 0, 18)] {
            for layout in [LineRenderer.Layout.lines, .array] {
                var renderer = LineRenderer(layout)
                var budget = LineBudget(messages: 2)
                var out = ByteBuffer()
                let got = renderer.render(run, from: Offset(UInt64(from)), budget: &budget, into: &out)
                #expect(got == Offset(UInt64(next)) && budget.taken == taken)
            }
        }
    }
}
