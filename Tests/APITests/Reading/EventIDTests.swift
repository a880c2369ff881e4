import Base
import LogFormat
import Testing

@testable import API

@Suite struct EventIDTests {
    /// An `appended` event of partition 1 with the lines `0`, `1`, `2` at offsets 5, 6, 7.
    private func event() throws -> AppendedView {
        var body = ByteBuffer()
        for number in 0..<3 { body.append("\"value\":\(number)}\n") }
        var out = ByteBuffer()
        AppendedHead(
            count: 3, timestamp: Instant(milliseconds: 0),
            destination: AppendedDestination(log: LogID(9), partition: 1, first: Offset(5))
        ).encode(bodyBytes: body.count, into: &out)
        out.append(body.bytes)
        return try AppendedView(decoding: bytes(out.bytes.array))
    }

    @Test func `each event's id resumes right behind it, with the other partitions as they stood`() throws {
        let start = Cursor(topic: EntityID(3), nameHash: 7, turn: 1, offsets: [Offset(40), Offset(5)])
        var renderer = LineRenderer(.events)
        var budget = LineBudget()
        var mark = EventMark(start, partition: 1)
        var out = ByteBuffer()
        let view = try event()
        _ = renderer.render(
            .appended(view), from: Offset(5), budget: &budget, into: &out,
            id: { offset, out in mark.write(behind: offset, into: &out) })
        let events = out.bytes.string.split(separator: "\n\n")
        #expect(events.count == 3)
        for (index, event) in events.enumerated() {
            let lines = event.split(separator: "\n")
            let cursor = try #require(Cursor(bytes(String(lines[0].dropFirst(4)))))
            #expect(cursor.offsets == [Offset(40), Offset(UInt64(6 + index))])
            #expect(cursor.topic == start.topic)
            #expect(lines[1].hasPrefix("data: {\"partition\":1,\"offset\":\(5 + index),"))
        }
    }
}
