import Base
import Broker
import Testing

@Suite struct CronTests {
    /// The next times behind a civil time, as text.
    private func next(_ text: String, after: String, _ count: Int = 1) throws -> [String] {
        let expression = try text.withByteView { try CronExpression(parsing: $0) }
        var place = try (after + ":00Z").withByteView { try TimestampText.parse($0) }.milliseconds / 1000
        return (0..<count).compactMap { _ in
            guard let found = expression.next(after: place) else { return nil }
            place = found
            let whole = TimestampText.string(Instant(milliseconds: found * 1000))
            return String(whole.prefix(whole.contains(":00.000Z") ? 16 : 19))
        }
    }

    @Test(arguments: [
        ("*/15 * * * *", "2026-01-01T00:50", ["2026-01-01T01:00", "2026-01-01T01:15"]),
        ("0 3 * * *", "2026-02-28T03:00", ["2026-03-01T03:00", "2026-03-02T03:00"]),
        ("30 2 * * MON-FRI", "2026-11-20T12:00", ["2026-11-23T02:30", "2026-11-24T02:30"]),
        ("0 0 1,15 * *", "2026-11-01T00:00", ["2026-11-15T00:00", "2026-12-01T00:00"]),
        ("0 12 13 * FRI", "2026-11-08T00:00", ["2026-11-13T12:00", "2026-11-20T12:00"]),
        ("0 0 29 2 *", "2026-01-01T00:00", ["2028-02-29T00:00", "2032-02-29T00:00"]),
        ("0 0 L * *", "2026-01-31T00:00", ["2026-02-28T00:00", "2026-03-31T00:00"]),
        ("0 0 L-2 * *", "2028-02-01T00:00", ["2028-02-27T00:00", "2028-03-29T00:00"]),
        ("0 0 LW * *", "2026-05-01T00:00", ["2026-05-29T00:00", "2026-06-30T00:00"]),
        ("0 0 1W * *", "2026-08-01T00:00", ["2026-08-03T00:00", "2026-09-01T00:00"]),
        ("0 0 15W * *", "2026-11-01T00:00", ["2026-11-16T00:00", "2026-12-15T00:00"]),
        ("0 0 * * FRI#2", "2026-11-14T00:00", ["2026-12-11T00:00", "2027-01-08T00:00"]),
        ("0 0 ? * sunL", "2026-11-01T00:00", ["2026-11-29T00:00", "2026-12-27T00:00"]),
        ("0 0 * * 7", "2026-11-22T00:00", ["2026-11-29T00:00", "2026-12-06T00:00"]),
        ("0 0 * * fri-sun", "2026-11-26T00:00", ["2026-11-27T00:00", "2026-11-28T00:00"]),
        ("10 0 12 * * *", "2026-11-26T00:00", ["2026-11-26T12:00:10", "2026-11-27T12:00:10"]),
        ("5/20 * * * *", "2026-11-26T00:00", ["2026-11-26T00:05", "2026-11-26T00:25"]),
        ("0 0 1 jan,JUL *", "2026-11-26T00:00", ["2027-01-01T00:00", "2027-07-01T00:00"]),
        ("@weekly", "2026-11-22T00:00", ["2026-11-29T00:00", "2026-12-06T00:00"]),
        ("59 23 31 12 *", "2026-12-31T23:58", ["2026-12-31T23:59", "2027-12-31T23:59"]),
    ])
    func `an expression names these times`(text: String, after: String, times: [String]) throws {
        #expect(try next(text, after: after, times.count) == times)
    }

    @Test(arguments: [
        ("* * * *", 7), ("60 * * * *", 0), ("0 24 * * *", 2), ("0 0 0 * *", 4), ("0 0 * 13 *", 6),
        ("0 0 * * 8", 8), ("0 0 * * xyz", 8), ("0 0 31 2 *", 0), ("5-1 * * * *", 3), ("*/0 * * * *", 3),
        ("* * L-31 * *", 8), ("L * * * *", 0), ("1#2 * * * *", 1), ("0 0 * * 1#6", 11), ("1,,2 * * * *", 2),
        ("1x * * * *", 1), ("@sometimes", 0), ("", 0), ("* * * * * * *", 12), ("0 0 ? ? *", 6),
    ])
    func `nonsense is refused where it stands`(text: String, position: Int) {
        let error = #expect(throws: CronError.self) {
            try text.withByteView { bytes throws(CronError) in _ = try CronExpression(parsing: bytes) }
        }
        #expect(error?.position == position, "\(text): \(String(describing: error))")
    }

    @Test func `only what means every hour is hourly`() throws {
        for (text, isHourly) in [("0 * * * *", true), ("0 0-23 * * *", true), ("0 */2 * * *", false)] {
            #expect(try text.withByteView { try CronExpression(parsing: $0) }.isHourly == isHourly)
        }
    }
}
