package import Base

/// The date format of HTTP, `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate of RFC 9110, section 5.6.7).
package enum HTTPDate {
    /// Bytes of every date.
    package static let byteCount = 29

    /// Appends `instant`, rounded down to its second; years outside 0 ... 9999 are clamped.
    package static func write(_ instant: Instant, into output: inout ByteBuffer) {
        let clamped = Swift.min(Swift.max(instant.milliseconds, first), last)
        let seconds = floorDivided(clamped, by: 1000)
        let days = floorDivided(seconds, by: 86_400)
        let second = Int(seconds - days * 86_400)
        let (year, month, day) = civil(days)
        output.reserve(byteCount)
        let weekday = Int((days % 7 + 11) % 7)
        output.append(weekdays[weekday * 3..<weekday * 3 + 3])
        output.append(", ")
        appendTwoDigits(day, to: &output)
        output.append(UInt8(ascii: " "))
        output.append(months[(month - 1) * 3..<(month - 1) * 3 + 3])
        output.append(UInt8(ascii: " "))
        appendTwoDigits(year / 100, to: &output)
        appendTwoDigits(year % 100, to: &output)
        output.append(UInt8(ascii: " "))
        appendTwoDigits(second / 3600, to: &output)
        output.append(UInt8(ascii: ":"))
        appendTwoDigits(second / 60 % 60, to: &output)
        output.append(UInt8(ascii: ":"))
        appendTwoDigits(second % 60, to: &output)
        output.append(" GMT")
    }

    /// Milliseconds of 0000-01-01T00:00:00Z and of 9999-12-31T23:59:59Z.
    private static let first: Int64 = -62_167_219_200_000
    private static let last: Int64 = 253_402_300_799_000
    private static var weekdays: ByteView { ByteView("SunMonTueWedThuFriSat") }
    private static var months: ByteView { ByteView("JanFebMarAprMayJunJulAugSepOctNovDec") }

    /// Year, month and day of a day counted from 1970-01-01, by eras of 400 years that start on 1 March.
    private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivided(shifted, by: 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private static func appendTwoDigits(_ number: Int, to output: inout ByteBuffer) {
        output.append(UInt8(truncatingIfNeeded: number / 10 + 48))
        output.append(UInt8(truncatingIfNeeded: number % 10 + 48))
    }
}
