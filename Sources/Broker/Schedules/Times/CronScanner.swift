internal import Base

/// Reads one field of a cron expression from its first byte to its last.
struct CronScanner {
    let field: CronField
    private let text: ByteView
    /// Where the field begins in the expression.
    private let start: Int
    private var index = 0
    /// The days, for the two fields that mean some.
    private(set) var days = CronDays()
    /// The values, a bit each.
    private(set) var mask: UInt64 = 0
    /// Whether it is a single `*` or `?`.
    private(set) var isOpen = false

    /// Reads `text`, which stands at `start` of the whole.
    init(_ field: CronField, _ text: ByteView, at start: Int) throws(CronError) {
        self.field = field
        self.text = text
        self.start = start
        isOpen = text == "*" || (text == "?" && (field == .date || field == .weekday))
        if isOpen {
            mask = bits(field.range, by: 1)
            return
        }
        repeat { try item() } while take(",")
        guard index == text.count else { throw error(.unexpected) }
    }

    private func error(_ reason: CronError.Reason) -> CronError { CronError(reason, at: start + index) }

    private var current: UInt8 { index < text.count ? text[index].asciiLowercased : 0 }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    private mutating func item() throws(CronError) {
        if take("*") {
            mask |= bits(field.range, by: current == UInt8(ascii: "/") ? try step() : 1)
            return
        }
        if current == UInt8(ascii: "l"), try last() { return }
        let first = try value()
        if try special(first) { return }
        var limit = first
        if take("-") {
            limit = try value()
            if field == .weekday, limit == 0, first > 0 { limit = 7 }
            guard limit >= first else { throw error(.backwards) }
            if current == UInt8(ascii: "/") {
                mask |= bits(first...limit, by: try step())
                return
            }
        } else if current == UInt8(ascii: "/") {
            let top = field == .weekday ? 6 : field.range.upperBound
            mask |= bits(first...Swift.max(first, top), by: try step())
            return
        }
        mask |= bits(first...limit, by: 1)
    }

    /// `L`, `L-3` and `LW` of the month's days; false when a name begins with that letter.
    private mutating func last() throws(CronError) -> Bool {
        guard field == .date else { throw error(.misplaced) }
        index += 1
        if take("w") {
            days.hasLastWorkday = true
        } else if take("-") {
            let before = try number()
            guard before <= 30 else { throw error(.outOfRange(field: field, value: before)) }
            days.beforeLast |= 1 << UInt64(before)
        } else {
            days.beforeLast |= 1
        }
        return true
    }

    /// `15W` of the month's days, `FRI#2` and `FRIL` of the week's; false when it is none of those.
    private mutating func special(_ value: Int) throws(CronError) -> Bool {
        let isSpecial =
            current == UInt8(ascii: "w") || current == UInt8(ascii: "#") || current == UInt8(ascii: "l")
        guard isSpecial else { return false }
        switch field {
        case .date where take("w"): days.nearWorkdays |= 1 << UInt64(value)
        case .weekday where take("l"): days.lastWeekdays |= 1 << UInt64(value % 7)
        case .weekday where take("#"):
            let turn = try number()
            guard 1...5 ~= turn else { throw error(.outOfRange(field: field, value: turn)) }
            days.turns |= 1 << UInt64(value % 7 * 5 + turn - 1)
        default: throw error(.misplaced)
        }
        return true
    }

    /// `/n`.
    private mutating func step() throws(CronError) -> Int {
        index += 1
        let step = try number()
        guard step > 0, step <= field.range.upperBound else { throw error(.badStep) }
        return step
    }

    private mutating func value() throws(CronError) -> Int {
        let begun = index
        if current >= UInt8(ascii: "a"), current <= UInt8(ascii: "z") {
            guard index + 3 <= text.count, let number = field.number(of: text[index..<index + 3]) else {
                throw error(.noValue)
            }
            index += 3
            return number
        }
        let number = try number()
        guard field.range.contains(number) else {
            index = begun
            throw error(.outOfRange(field: field, value: number))
        }
        return number
    }

    private mutating func number() throws(CronError) -> Int {
        var value = 0
        let begun = index
        while index < text.count, index - begun < 4, let digit = text[index].decimalDigit {
            value = value * 10 + Int(digit)
            index += 1
        }
        guard index > begun else { throw error(.noValue) }
        return value
    }

    private func bits(_ range: ClosedRange<Int>, by step: Int) -> UInt64 {
        var bits: UInt64 = 0
        for value in stride(from: range.lowerBound, through: range.upperBound, by: step) {
            bits |= 1 << UInt64(field == .weekday ? value % 7 : value)
        }
        return bits
    }
}
