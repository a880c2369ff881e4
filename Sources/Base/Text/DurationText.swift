/// Durations as people write them: `30s`, `1h30m`, `250ms`, `2d`, or ISO 8601's `PT5M`.
///
/// Units in falling order, each at most once; a bare number is refused unless it is 0, because readers of
/// other systems disagree whether it means seconds or milliseconds.
public enum DurationText {
    private static let day: Int64 = 86_400_000
    private static let hour: Int64 = 3_600_000
    private static let minute: Int64 = 60_000
    private static let second: Int64 = 1_000

    /// Reads a duration, never a negative one.
    public static func parse(_ text: ByteView) throws(TextError) -> Interval {
        if text == "0" { return .zero }
        guard let first = text.first else { throw .durationMalformed }
        return first == UInt8(ascii: "P") ? try parseISO(text) : try parsePlain(text)
    }

    /// Writes `interval` with the largest units that fit: 90 s is `1m30s`, nothing is `0s`.
    public static func write(_ interval: Interval, into out: inout ByteBuffer) {
        if interval.milliseconds < 0 { out.append(UInt8(ascii: "-")) }
        var rest = interval.milliseconds.magnitude
        if rest == 0 { return out.append("0s") }
        for (size, unit) in [(day, "d"), (hour, "h"), (minute, "m"), (second, "s"), (1, "ms")]
            as [(Int64, StaticString)]
        {
            let (amount, remainder) = rest.quotientAndRemainder(dividingBy: UInt64(size))
            if amount > 0 {
                out.append(decimal: amount)
                out.append(unit)
            }
            rest = remainder
        }
    }

    /// The same as a string, for messages and configuration.
    public static func string(_ interval: Interval) -> String {
        var out = ByteBuffer(capacity: 32)
        write(interval, into: &out)
        return out.bytes.string
    }

    private static func parsePlain(_ text: ByteView) throws(TextError) -> Interval {
        var total: Int64 = 0
        var last = Int64.max
        var index = 0
        while index < text.count {
            let amount = try number(text, &index)
            let size = unit(text, &index)
            if size == 0 { throw index == text.count ? .durationWithoutUnit : .durationMalformed }
            if size >= last { throw .durationMalformed }
            last = size
            total = try sum(total, amount, size)
        }
        return Interval(milliseconds: total)
    }

    /// `PnDTnHnMnS`, where only the seconds may have a fraction of up to three digits.
    private static func parseISO(_ text: ByteView) throws(TextError) -> Interval {
        var total: Int64 = 0
        var last = Int64.max
        var index = 1
        var inTime = false
        while index < text.count {
            if text[index] == UInt8(ascii: "T"), !inTime {
                inTime = true
                index += 1
                if index == text.count { throw .durationMalformed }
                continue
            }
            let amount = try number(text, &index)
            let thousandths = try fraction(text, &index)
            guard index < text.count else { throw .durationMalformed }
            let size: Int64
            switch (text[index], inTime) {
            case (UInt8(ascii: "D"), false): size = day
            case (UInt8(ascii: "H"), true): size = hour
            case (UInt8(ascii: "M"), true): size = minute
            case (UInt8(ascii: "S"), true): size = second
            default: throw .durationMalformed
            }
            if size >= last || (thousandths != nil && size != second) { throw .durationMalformed }
            index += 1
            last = size
            total = try sum(try sum(total, amount, size), thousandths ?? 0, 1)
        }
        if last == .max { throw .durationMalformed }
        return Interval(milliseconds: total)
    }

    private static func number(_ text: ByteView, _ index: inout Int) throws(TextError) -> Int64 {
        let start = index
        var value: Int64 = 0
        while index < text.count, let digit = text[index].decimalDigit {
            value = try sum(Int64(digit), value, 10)
            index += 1
        }
        if index == start { throw .durationMalformed }
        return value
    }

    private static func fraction(_ text: ByteView, _ index: inout Int) throws(TextError) -> Int64? {
        guard index < text.count, text[index] == UInt8(ascii: ".") else { return nil }
        index += 1
        var value: Int64 = 0
        var scale: Int64 = 1_000
        while index < text.count, let digit = text[index].decimalDigit {
            scale /= 10
            if scale == 0 { throw .durationMalformed }
            value += Int64(digit) * scale
            index += 1
        }
        if scale == 1_000 { throw .durationMalformed }
        return value
    }

    /// Milliseconds of the unit at `index`, or 0.
    private static func unit(_ text: ByteView, _ index: inout Int) -> Int64 {
        let rest = text.dropping(index)
        if rest.hasPrefix("ms") {
            index += 2
            return 1
        }
        guard let letter = rest.first else { return 0 }
        let size: Int64
        switch letter {
        case UInt8(ascii: "d"): size = day
        case UInt8(ascii: "h"): size = hour
        case UInt8(ascii: "m"): size = minute
        case UInt8(ascii: "s"): size = second
        default: return 0
        }
        index += 1
        return size
    }

    /// `total + amount * size`.
    private static func sum(_ total: Int64, _ amount: Int64, _ size: Int64) throws(TextError) -> Int64 {
        let (product, over) = amount.multipliedReportingOverflow(by: size)
        let (result, past) = total.addingReportingOverflow(product)
        if over || past { throw .durationTooLong }
        return result
    }
}
