internal import Base

/// What a zone's clocks do behind the last change that its table lists, as POSIX writes it in `TZ`.
///
/// `CET-1CEST,M3.5.0,M10.5.0/3`: the names of both times do not matter here.
struct ZoneRule: Equatable, Sendable {
    /// A day of a year and a time of it by the clock that is valid before.
    struct Turn: Equatable, Sendable {
        enum Day: Equatable, Sendable {
            /// The nth of a day of the week in a month; 5 is the last.
            case weekday(month: Int, turn: Int, day: Int)
            /// From 1, never counting a 29th of February.
            case fixed(Int)
            /// From 0, counting it.
            case counted(Int)
        }

        var day: Day
        /// Seconds, maybe negative or beyond the day's end.
        var time: Int64

        /// Civil seconds in a year.
        func seconds(in year: Int64) -> Int64 {
            let first = TimestampText.days(year, 1, 1)
            switch day {
            case .fixed(let number):
                let isLeap = TimestampText.monthLength(year, 2) == 29
                return (first + Int64(number) - 1 + (isLeap && number > 59 ? 1 : 0)) * 86_400 + time
            case .counted(let number): return (first + Int64(number)) * 86_400 + time
            case .weekday(let month, let turn, let wanted):
                let begin = TimestampText.days(year, Int64(month), 1)
                let length = TimestampText.monthLength(year, Int64(month))
                let ahead = (wanted - CronDays.weekday(begin) + 7) % 7
                var date = Int64(ahead + (turn - 1) * 7)
                while date >= length { date -= 7 }
                return (begin + date) * 86_400 + time
            }
        }
    }

    /// Seconds east of UTC.
    var standard: Int64
    /// Those of summer, and when it begins and ends.
    var summer: (offset: Int64, begins: Turn, ends: Turn)?

    static func == (left: ZoneRule, right: ZoneRule) -> Bool {
        left.standard == right.standard && left.summer?.offset == right.summer?.offset
            && left.summer?.begins == right.summer?.begins && left.summer?.ends == right.summer?.ends
    }

    /// Nil when the text is no such rule.
    init?(_ text: ByteView) {
        var reader = ZoneRuleReader(text)
        guard reader.skipName(), let west = reader.duration() else { return nil }
        standard = -west
        if reader.isAtEnd { return }
        guard reader.skipName() else { return nil }
        var offset = standard + 3_600
        if !reader.isAtEnd, !reader.isAtComma {
            guard let west = reader.duration() else { return nil }
            offset = -west
        }
        guard let begins = reader.turn(), let ends = reader.turn(), reader.isAtEnd else { return nil }
        summer = (offset, begins, ends)
    }

    /// The changes of the years around `second`, ascending: when, and what is valid from then on.
    func changes(around second: Int64) -> [ZoneChange] {
        guard let summer else { return [] }
        let year = TimestampText.civil(second >= 0 ? second / 86_400 : (second - 86_399) / 86_400).year
        var changes: [ZoneChange] = []
        for year in (year - 1)...(year + 1) {
            changes.append(ZoneChange(at: summer.begins.seconds(in: year) - standard, offset: summer.offset))
            changes.append(ZoneChange(at: summer.ends.seconds(in: year) - summer.offset, offset: standard))
        }
        return changes.sorted { $0.at < $1.at }
    }
}

/// Reads the parts of a rule.
private struct ZoneRuleReader {
    private let text: ByteView
    private var index = 0

    init(_ text: ByteView) { self.text = text }

    var isAtEnd: Bool { index == text.count }
    var isAtComma: Bool { current == UInt8(ascii: ",") }
    private var current: UInt8 { index < text.count ? text[index] : 0 }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    /// Letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
        let start = index
        if take("<") {
            while index < text.count, !isAtEnd, current != UInt8(ascii: ">") { index += 1 }
            return take(">")
        }
        while (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(current.asciiLowercased) { index += 1 }
        return index - start >= 3
    }

    /// `[+-]h[:m[:s]]` in seconds.
    mutating func duration() -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(), hours <= 167 else { return nil }
        var total = Int64(hours) * 3_600
        for unit in [Int64(60), 1] {
            guard take(":") else { break }
            guard let part = number(), part < 60 else { return nil }
            total += Int64(part) * unit
        }
        return isNegative ? -total : total
    }

    mutating func turn() -> ZoneRule.Turn? {
        guard take(","), let day = day() else { return nil }
        guard take("/") else { return ZoneRule.Turn(day: day, time: 7_200) }
        return duration().map { ZoneRule.Turn(day: day, time: $0) }
    }

    private mutating func day() -> ZoneRule.Turn.Day? {
        if take("M") {
            guard let month = number(), 1...12 ~= month, take("."), let turn = number(), 1...5 ~= turn,
                take("."), let day = number(), day <= 6
            else { return nil }
            return .weekday(month: month, turn: turn, day: day)
        }
        if take("J") { return number().flatMap { 1...365 ~= $0 ? .fixed($0) : nil } }
        return number().flatMap { $0 <= 365 ? .counted($0) : nil }
    }

    private mutating func number() -> Int? {
        var value: Int?
        while index < text.count, let digit = text[index].decimalDigit, (value ?? 0) < 1_000 {
            value = (value ?? 0) * 10 + Int(digit)
            index += 1
        }
        return value
    }
}
