package import Base
package import LogFormat

/// When a schedule is due, one time after the other.
///
/// `every` keeps to the grid that begins with its anchor. A cron expression goes by the clocks of its zone: a
/// time that clocks set forward pass over is due when they are set, and one that clocks set back show twice is due
/// once, the first time. One that means every hour goes on in both cases, hour after hour.
package struct RunTimes: Sendable {
    private enum Source: Sendable {
        case once(Instant)
        case grid(Interval, from: Instant)
        case cron(CronExpression, ZoneTable)
    }

    private let source: Source
    private let until: Instant?

    /// `zone` is that of a cron expression, and nothing to the others.
    ///
    /// Throws when the expression is none, which a schedule's never is.
    package init(
        _ timing: ScheduleTiming, anchor: Instant, until: Instant? = nil, zone: ZoneTable = .utc
    ) throws(CronError) {
        switch timing {
        case .at(let instant): source = .once(instant)
        case .every(let interval): source = .grid(interval, from: anchor)
        case .cron(let text, zone: _):
            source = .cron(
                try text.withByteView { bytes throws(CronError) in try CronExpression(parsing: bytes) }, zone)
        }
        self.until = until
    }

    /// The first time behind `instant`; nil when there is none.
    package func next(after instant: Instant) -> Instant? {
        let found: Instant?
        switch source {
        case .once(let at): found = at > instant ? at : nil
        case .grid(let interval, let anchor):
            let steps = instant > anchor ? (instant - anchor).milliseconds / interval.milliseconds + 1 : 1
            let (length, overflow) = steps.multipliedReportingOverflow(
                by: interval.milliseconds)
            found = overflow ? nil : anchor + Interval(milliseconds: length)
        case .cron(let expression, let zone):
            let milliseconds = instant.milliseconds
            let second = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
            found = Self.next(expression, zone, after: second).map { Instant(milliseconds: $0 * 1_000) }
        }
        guard let found, found <= until ?? .distantFuture else { return nil }
        return found
    }

    /// Times behind `first` up to `last`, counted no further than `most`.
    package func count(after first: Instant, through last: Instant, most: Int) -> Int {
        var (count, place) = (0, first)
        while count < most, let next = next(after: place), next <= last {
            place = next
            count += 1
        }
        return count
    }

    private static func next(_ expression: CronExpression, _ zone: ZoneTable, after second: Int64) -> Int64? {
        expression.isHourly
            ? hourly(expression, zone, after: second) : daily(expression, zone, after: second)
    }

    /// By the clocks, looking at each stretch of time by itself.
    private static func hourly(
        _ expression: CronExpression, _ zone: ZoneTable, after second: Int64
    ) -> Int64? {
        var place = second
        while true {
            let stretch = zone.stretch(at: place + 1)
            guard let local = expression.next(after: place + stretch.offset) else { return nil }
            if local - stretch.offset < stretch.end { return local - stretch.offset }
            place = stretch.end - 1
        }
    }

    private static func daily(
        _ expression: CronExpression, _ zone: ZoneTable, after second: Int64
    ) -> Int64? {
        var local = second + zone.stretch(at: second).offset
        while let next = expression.next(after: local) {
            let found = zone.second(of: next)
            if found > second { return found }
            local = next
        }
        return nil
    }
}
