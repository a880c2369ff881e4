package import Base

/// When something is to happen, as cron writes it: five fields, or six with seconds in front.
///
/// `*`, numbers, names (`MON`, `jan`), lists, ranges, steps; of the days also `L`, `L-3`, `LW`, `15W`, `FRI#2` and
/// `FRIL`; and `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`, `@annually`. It knows civil
/// time only: what that is on the line of time is `RunTimes`' to say.
package struct CronExpression: Equatable, Sendable {
    private var seconds: UInt64 = 1
    private var minutes: UInt64 = 1
    private var hours: UInt64 = 1
    private var months: UInt64 = 0
    private var days = CronDays()
    /// Whether it means every hour of a day, so that clocks set back or forward need no rule.
    package private(set) var isHourly = false

    /// The months after which every combination of months and days of the week has come by: 400 years.
    private static let monthsMax = 4_800

    package init(parsing text: ByteView) throws(CronError) {
        guard text.count <= Limits.cronBytesMax else { throw CronError(.tooLong, at: Limits.cronBytesMax) }
        let text = try Self.spelledOut(text)
        let parts = Self.fields(of: text)
        guard parts.count == 5 || parts.count == 6 else {
            throw CronError(.fieldCount(parts.count), at: parts.count > 6 ? parts[6].lowerBound : text.count)
        }
        for (index, part) in parts.enumerated() {
            guard let field = CronField(rawValue: index + 6 - parts.count) else { continue }
            try take(CronScanner(field, text[part], at: part.lowerBound))
        }
        // 1970 began with no day before it.
        if next(after: -1) == nil { throw CronError(.never, at: 0) }
    }

    private mutating func take(_ scanner: CronScanner) {
        switch scanner.field {
        case .second: seconds = scanner.mask
        case .minute: minutes = scanner.mask
        case .hour:
            hours = scanner.mask
            isHourly = hours == (1 << 24) - 1
        case .month: months = scanner.mask
        case .date where !scanner.isOpen:
            days = scanner.days
            days.dates = scanner.mask
        case .weekday where !scanner.isOpen:
            days.weekdays = scanner.mask
            days.turns = scanner.days.turns
            days.lastWeekdays = scanner.days.lastWeekdays
        case .date, .weekday: break
        }
    }

    private static func fields(of text: ByteView) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == 0x20 || text[index] == 0x09 {
            if index > start { parts.append(start..<index) }
            start = index + 1
        }
        return parts
    }

    private static func spelledOut(_ text: ByteView) throws(CronError) -> ByteView {
        guard text.first == UInt8(ascii: "@") else { return text }
        let word = text.dropping(1)
        if word.equalsIgnoringCase("hourly") { return ByteView("0 * * * *") }
        if word.equalsIgnoringCase("daily") || word.equalsIgnoringCase("midnight") {
            return ByteView("0 0 * * *")
        }
        if word.equalsIgnoringCase("weekly") { return ByteView("0 0 * * 0") }
        if word.equalsIgnoringCase("monthly") { return ByteView("0 0 1 * *") }
        if word.equalsIgnoringCase("yearly") || word.equalsIgnoringCase("annually") {
            return ByteView("0 0 1 1 *")
        }
        throw CronError(.unknownWord, at: 0)
    }

    /// The first civil time it means behind `local`: seconds since 1970-01-01T00:00:00 as a clock shows them.
    ///
    /// Nil when there is none within 400 years.
    package func next(after local: Int64) -> Int64? {
        let begin = local + 1
        var day = begin >= 0 ? begin / 86_400 : (begin - 86_399) / 86_400
        var second = Int(begin - day * 86_400)
        var (year, month, date) = TimestampText.civil(day)
        for _ in 0...Self.monthsMax {
            if months & 1 << UInt64(month) != 0 {
                let mask = days.mask(year: year, month: month)
                day = TimestampText.days(year, month, 1) - 1
                while let found = Self.bit(from: Int(date), in: mask) {
                    if found > date { second = 0 }
                    if let time = time(from: second) {
                        return (day + Int64(found)) * 86_400 + Int64(time)
                    }
                    date = Int64(found) + 1
                    second = 0
                }
            }
            (date, second) = (1, 0)
            month += 1
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        return nil
    }

    /// The first second of a day it means, from `second` on.
    private func time(from second: Int) -> Int? {
        var (hour, minute, rest) = (second / 3_600, second / 60 % 60, second % 60)
        while let foundHour = Self.bit(from: hour, in: hours) {
            if foundHour > hour { (minute, rest) = (0, 0) }
            while let foundMinute = Self.bit(from: minute, in: minutes) {
                if foundMinute > minute { rest = 0 }
                if let found = Self.bit(from: rest, in: seconds) {
                    return foundHour * 3_600 + foundMinute * 60 + found
                }
                (minute, rest) = (foundMinute + 1, 0)
            }
            (hour, minute, rest) = (foundHour + 1, 0, 0)
        }
        return nil
    }

    private static func bit(from first: Int, in mask: UInt64) -> Int? {
        guard first < 64 else { return nil }
        let rest = mask >> UInt64(first)
        return rest == 0 ? nil : first + rest.trailingZeroBitCount
    }
}
