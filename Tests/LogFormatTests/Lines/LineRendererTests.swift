import Base
import TestSupport
import Testing

@testable import LogFormat

struct LineRendererTests {
    private let three = "\"value\":1}\n\"text\":\"b\"}\n\"key\":\"c\",\"tombstone\":true}\n"

    /// What rendering an event gives, and the next offset.
    private func render(
        _ event: borrowing ByteBuffer, _ layout: LineRenderer.Layout, from: UInt64 = 0,
        lead: StaticString = "",
        budget: inout LineBudget
    ) throws -> (String, Offset) {
        let view = try AppendedView(decoding: event.bytes)
        var renderer = LineRenderer(layout, lead: ByteView(lead))
        var out = ByteBuffer()
        let next = renderer.render(.appended(view), from: Offset(from), budget: &budget, into: &out)
        return (out.bytes.string, next)
    }

    @Test func `lines are prefix and suffix`() throws {
        var budget = LineBudget()
        let (text, next) = try render(
            appended(three, count: 3, partition: 7, first: 9), .lines, budget: &budget)
        #expect(
            text == """
                {"partition":7,"offset":9,"timestamp":"2026-11-22T10:00:00.123Z","value":1}
                {"partition":7,"offset":10,"timestamp":"2026-11-22T10:00:00.123Z","text":"b"}
                {"partition":7,"offset":11,"timestamp":"2026-11-22T10:00:00.123Z","key":"c","tombstone":true}

                """)
        #expect(next == Offset(12))
        #expect(budget.taken == 3 && !budget.isSpent)
    }

    @Test func `a queue's lines have no partition`() throws {
        var budget = LineBudget(messages: 1)
        let (text, _) = try render(appended(three, count: 3, partition: nil), .lines, budget: &budget)
        #expect(text == "{\"offset\":0,\"timestamp\":\"2026-11-22T10:00:00.123Z\",\"value\":1}\n")
    }

    @Test func `elements of an array are separated by commas across events`() throws {
        let event = appended(three, count: 3)
        let view = try AppendedView(decoding: event.bytes)
        var renderer = LineRenderer(.array, lead: ByteView("\"topic\":\"t\","))
        var budget = LineBudget()
        var out = ByteBuffer()
        _ = renderer.render(.appended(view), from: Offset(2), budget: &budget, into: &out)
        _ = renderer.render(.appended(view), from: Offset(1), budget: &budget, into: &out)
        let last =
            "{\"topic\":\"t\",\"partition\":0,\"offset\":2,"
            + "\"timestamp\":\"2026-11-22T10:00:00.123Z\",\"key\":\"c\",\"tombstone\":true}"
        let middle =
            "{\"topic\":\"t\",\"partition\":0,\"offset\":1,"
            + "\"timestamp\":\"2026-11-22T10:00:00.123Z\",\"text\":\"b\"}"
        #expect(out.bytes.string == "\(last),\(middle),\(last)")
        renderer.restart()
        out.removeAll()
        _ = renderer.render(.appended(view), from: Offset(2), budget: &budget, into: &out)
        #expect(out.bytes.string == last)
    }

    @Test func `members of one delivery stand behind the brace`() throws {
        let event = appended(three, count: 3, partition: nil)
        var renderer = LineRenderer(.lines)
        var budget = LineBudget(messages: 2)
        var out = ByteBuffer()
        let view = try AppendedView(decoding: event.bytes)
        let next = renderer.render(
            .appended(view), from: Offset(0), budget: &budget, into: &out,
            splice: { offset, out in
                out.append("\"id\":\"m")
                out.append(decimal: offset.rawValue)
                out.append("\",")
            })
        #expect(
            out.bytes.string == """
                {"id":"m0","offset":0,"timestamp":"2026-11-22T10:00:00.123Z","value":1}
                {"id":"m1","offset":1,"timestamp":"2026-11-22T10:00:00.123Z","text":"b"}

                """)
        #expect(next == Offset(2) && budget.isSpent)
    }

    @Test func `events carry an id where one is given`() throws {
        let event = appended(three, count: 3)
        var renderer = LineRenderer(.events)
        var budget = LineBudget(messages: 2)
        var out = ByteBuffer()
        let view = try AppendedView(decoding: event.bytes)
        _ = renderer.render(
            .appended(view), from: Offset(0), budget: &budget, into: &out,
            id: { offset, out in if offset > .zero { out.append("c1.x") } })
        #expect(
            out.bytes.string == """
                data: {"partition":0,"offset":0,"timestamp":"2026-11-22T10:00:00.123Z","value":1}

                id: c1.x
                data: {"partition":0,"offset":1,"timestamp":"2026-11-22T10:00:00.123Z","text":"b"}


                """)
    }

    @Test func `a byte limit lets the first message pass and then holds`() throws {
        let event = appended(three, count: 3)
        var whole = LineBudget()
        let (all, _) = try render(event, .lines, budget: &whole)
        for limit in 0...all.utf8.count {
            var budget = LineBudget(bytes: limit)
            let (text, next) = try render(event, .lines, budget: &budget)
            #expect(next >= Offset(1) && all.hasPrefix(text))
            #expect(text.utf8.count <= max(limit, 76))
            #expect(budget.isSpent == (next < Offset(3)))
        }
    }

    @Test func `offsets outside the event render nothing`() throws {
        let event = appended(three, count: 3, first: 10)
        var budget = LineBudget()
        #expect(try render(event, .lines, from: 13, budget: &budget).0 == "")
        let view = try AppendedView(decoding: event.bytes)
        #expect(view.suffix(at: Offset(9)) == nil && view.suffix(at: Offset(13)) == nil)
        #expect(view.suffix(at: Offset(11)).map(\.string) == "\"text\":\"b\"}\n")
        #expect(try render(event, .lines, from: 3, budget: &budget).1 == Offset(13))
    }

    @Test(arguments: [0, 5, 95, 995, 9_999_990, 9_007_199_254_740_000] as [UInt64])
    func `offsets count up through every number of digits`(first: UInt64) throws {
        let event = appended(String(repeating: "\"value\":1}\n", count: 12), count: 12, first: first)
        var budget = LineBudget()
        let (text, _) = try render(event, .lines, from: first, budget: &budget)
        let offsets = text.split(separator: "\n").map { line in
            line.split(separator: ",")[1].split(separator: ":")[1]
        }
        #expect(offsets.map(String.init) == (first..<first + 12).map(String.init))
    }
}
