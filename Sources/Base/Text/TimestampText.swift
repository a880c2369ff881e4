/// Times as RFC 3339 writes them: any offset is read, `2026-11-22T10:00:00.123Z` is written.
///
/// Digits below the millisecond are dropped; a leap second counts as the first of the next minute.
public enum TimestampText {
    /// Bytes of a written time.
    public static let byteCount = 24

    static let day: Int64 = 86_400_000
    /// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what four digits of a year can say.
    static let earliest: Int64 = -62_167_219_200_000
    static let latest: Int64 = 253_402_300_799_999

    /// Writes 24 bytes; a time outside the years 0 to 9999 is written as the nearest one inside.
    public static func write(_ instant: Instant, into out: inout ByteBuffer) {
        out.reserve(byteCount)
        let time = Swift.min(Swift.max(instant.milliseconds, earliest), latest)
        var (days, rest) = time.quotientAndRemainder(dividingBy: day)
        if rest < 0 {
            rest += day
            days -= 1
        }
        let (year, month, date) = civil(days)
        put(&out, year, 4, "-")
        put(&out, month, 2, "-")
        put(&out, date, 2, "T")
        put(&out, rest / 3_600_000, 2, ":")
        put(&out, rest / 60_000 % 60, 2, ":")
        put(&out, rest / 1_000 % 60, 2, ".")
        put(&out, rest % 1_000, 3, "Z")
    }

    /// The same as a string, for messages.
    public static func string(_ instant: Instant) -> String {
        var out = ByteBuffer(capacity: byteCount)
        write(instant, into: &out)
        return out.bytes.string
    }

    /// Reads a time with `Z` or a numeric offset; `T` may be lower case or a space.
    public static func parse(_ text: ByteView) throws(TextError) -> Instant {
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":")
        else { throw .timestampMalformed }
        let year = try digits(text, 0, 4)
        let month = try digits(text, 5, 2)
        let date = try digits(text, 8, 2)
        let hour = try digits(text, 11, 2)
        let minute = try digits(text, 14, 2)
        let second = try digits(text, 17, 2)
        guard 1...12 ~= month, date >= 1, date <= monthLength(year, month), hour < 24, minute < 60,
            second <= 60
        else { throw .timestampMalformed }
        var index = 19
        let milliseconds = try fraction(text, &index)
        let offset = try zone(text, index)
        if second == 60, (hour * 60 + minute - offset) % 1_440 != 1_439,
            (hour * 60 + minute - offset) % 1_440 != -1
        {
            throw .timestampMalformed
        }
        let seconds = (hour * 60 + minute - offset) * 60 + second
        return Instant(milliseconds: days(year, month, date) * day + seconds * 1_000 + milliseconds)
    }

    private static func fraction(_ text: ByteView, _ index: inout Int) throws(TextError) -> Int64 {
        guard text[index] == UInt8(ascii: ".") else { return 0 }
        index += 1
        let start = index
        var value: Int64 = 0
        var scale: Int64 = 100
        while index < text.count, let digit = text[index].decimalDigit {
            value += Int64(digit) * scale
            scale /= 10
            index += 1
        }
        if index == start { throw .timestampMalformed }
        return value
    }

    /// Minutes east of UTC.
    private static func zone(_ text: ByteView, _ index: Int) throws(TextError) -> Int64 {
        let rest = text.dropping(index)
        guard let sign = rest.first else { throw .timestampMalformed }
        if sign | 0x20 == UInt8(ascii: "z"), rest.count == 1 { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 6,
            rest[3] == UInt8(ascii: ":")
        else { throw .timestampMalformed }
        let hours = try digits(rest, 1, 2)
        let minutes = try digits(rest, 4, 2)
        guard hours < 24, minutes < 60 else { throw .timestampMalformed }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    private static func digits(_ text: ByteView, _ start: Int, _ count: Int) throws(TextError) -> Int64 {
        var value: Int64 = 0
        for index in start..<start + count {
            guard let digit = text[index].decimalDigit else { throw .timestampMalformed }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func put(_ out: inout ByteBuffer, _ value: Int64, _ width: Int, _ end: Unicode.Scalar) {
        var divisor: Int64 = width == 4 ? 1_000 : width == 3 ? 100 : 10
        while divisor > 0 {
            out.append(UInt8(truncatingIfNeeded: value / divisor % 10 + 48))
            divisor /= 10
        }
        out.append(UInt8(ascii: end))
    }

    /// Days of a month.
    package static func monthLength(_ year: Int64, _ month: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970 of a date, counted in eras of 400 years that start in March.
    package static func days(_ year: Int64, _ month: Int64, _ date: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + date - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date of a day since 1970, the inverse of `days`.
    package static func civil(_ days: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
