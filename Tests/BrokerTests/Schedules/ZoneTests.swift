import Base
import Broker
import LogFormat
import Testing

@Suite struct ZoneTests {
    /// The runs of a cron expression behind an instant, as text in UTC.
    private func runs(
        _ text: String, _ zone: ZoneTable?, after: String, _ count: Int
    ) throws -> [String] {
        let times = try RunTimes(
            .cron(text, zone: "somewhere"), anchor: .distantPast, zone: try #require(zone))
        var place = try (after + ":00Z").withByteView { try TimestampText.parse($0) }
        return (0..<count).compactMap { _ in
            guard let next = times.next(after: place) else { return nil }
            place = next
            return String(TimestampText.string(next).prefix(16))
        }
    }

    @Test func `a time that clocks pass over is sent when they are set`() throws {
        // On the 29th of March 2026 02:00 is followed by 03:00, at 01:00 UTC.
        #expect(
            try runs("30 2 * * *", ZoneBytes.zurich, after: "2026-03-27T12:00", 3) == [
                "2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30",
            ])
    }

    @Test func `several times that clocks pass over are one run`() throws {
        #expect(
            try runs("0,20,40 2 * * *", ZoneBytes.zurich, after: "2026-03-28T23:00", 2) == [
                "2026-03-29T01:00", "2026-03-30T00:00",
            ])
    }

    @Test func `a time that clocks show twice is sent once, the first time`() throws {
        // On the 25th of October 2026 03:00 is followed by 02:00, at 01:00 UTC.
        #expect(
            try runs("30 2 * * *", ZoneBytes.zurich, after: "2026-10-24T12:00", 3) == [
                "2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30",
            ])
    }

    @Test func `what means every hour goes on every hour`() throws {
        #expect(
            try runs("0 * * * *", ZoneBytes.zurich, after: "2026-10-24T23:30", 4) == [
                "2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T03:00",
            ])
        #expect(
            try runs("30 * * * *", ZoneBytes.zurich, after: "2026-03-29T00:00", 3) == [
                "2026-03-29T00:30", "2026-03-29T01:30", "2026-03-29T02:30",
            ])
    }

    @Test func `asked in the second of two alike hours, the first is over`() throws {
        #expect(
            try runs("30 2 * * *", ZoneBytes.zurich, after: "2026-10-25T01:10", 1) == ["2026-10-26T01:30"])
    }

    @Test func `zones west of Greenwich have their own days`() throws {
        #expect(
            try runs("0 9 * * *", ZoneBytes.newYork, after: "2026-03-07T00:00", 3) == [
                "2026-03-07T14:00", "2026-03-08T13:00", "2026-03-09T13:00",
            ])
        #expect(
            try runs("30 2 * * *", ZoneBytes.newYork, after: "2026-03-07T12:00", 1) == ["2026-03-08T07:00"])
    }

    @Test func `half an hour is passed over and shown twice as well`() throws {
        // The 4th of October 2026: 02:00 is followed by 02:30, at 15:30 UTC of the day before.
        #expect(
            try runs("15 2 * * *", ZoneBytes.lordHowe, after: "2026-10-03T00:00", 2) == [
                "2026-10-03T15:30", "2026-10-04T15:15",
            ])
        // The 5th of April 2026: 02:00 is followed by 01:30, at 15:00 UTC of the day before.
        #expect(
            try runs("45 1 * * *", ZoneBytes.lordHowe, after: "2026-04-04T00:00", 2) == [
                "2026-04-04T14:45", "2026-04-05T15:15",
            ])
    }

    @Test func `a day that never was is one moment`() throws {
        #expect(
            try runs("0 12 * * *", ZoneBytes.apia, after: "2011-12-29T00:00", 3) == [
                "2011-12-29T22:00", "2011-12-30T10:00", "2011-12-30T22:00",
            ])
    }

    @Test func `a table counts before its rule`() throws {
        // Summer until a last change in the list, and none in the rule.
        let zone = ZoneBytes.table(first: 0, [(1_000_000, 3_600), (2_000_000, 7_200)], rule: "<+02>-2")
        let table = try #require(zone)
        #expect(table.stretch(at: 0) == ZoneTable.Stretch(offset: 0, start: .min, end: 1_000_000))
        #expect(table.stretch(at: 1_000_000).offset == 3_600)
        #expect(table.stretch(at: 9_000_000) == ZoneTable.Stretch(offset: 7_200, start: 2_000_000, end: .max))
    }

    @Test(arguments: [
        "", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3x",
    ])
    func `a broken rule makes no zone`(rule: String) {
        let zone = ZoneBytes.table(first: 0, [], rule: rule)
        // A file without a rule is one whose last change lasts.
        #expect((zone == nil) == !rule.isEmpty)
    }

    @Test func `a file that is cut off makes no zone`() {
        let whole = ZoneBytes.file(first: 0, [(10, 3_600)], rule: "UTC0")
        for length in 0..<whole.count {
            #expect(Array(whole[0..<length]).withByteView { ZoneTable(parsing: $0) } == nil)
        }
        #expect(whole.withByteView { ZoneTable(parsing: $0) } != nil)
    }

    @Test func `every so often keeps to its grid`() throws {
        let times = try RunTimes(.every(.seconds(10)), anchor: Instant(milliseconds: 500))
        #expect(times.next(after: Instant(milliseconds: 500)) == Instant(milliseconds: 10_500))
        #expect(times.next(after: Instant(milliseconds: 10_500)) == Instant(milliseconds: 20_500))
        #expect(times.next(after: Instant(milliseconds: 99_999)) == Instant(milliseconds: 100_500))
        #expect(times.next(after: .distantPast) == Instant(milliseconds: 10_500))
    }

    @Test func `nothing is due behind until`() throws {
        let times = try RunTimes(
            .every(.seconds(10)), anchor: .init(milliseconds: 0), until: Instant(milliseconds: 20_000))
        #expect(times.next(after: Instant(milliseconds: 10_000)) == Instant(milliseconds: 20_000))
        #expect(times.next(after: Instant(milliseconds: 20_000)) == nil)
    }
}
