import Base

/// A JSON number as an exact decimal: 0.d₁d₂… × 10^exponent with d₁ and the last digit not 0.
///
/// Borrows the digits. Exponents beyond `exponentMax` stay there, far from any that a pattern may have,
/// so that comparing with a pattern's number is exact whatever a document holds.
struct DecimalText {
    static let exponentMax = 1 << 56

    let isNegative: Bool
    /// Where the point stands, counted from the first digit.
    let exponent: Int
    /// From the first digit that is not 0 to the last, maybe with a point among them; empty for zero.
    let digits: ByteView

    init(isNegative: Bool, exponent: Int, digits: ByteView) {
        self.isNegative = isNegative
        self.exponent = exponent
        self.digits = digits
    }

    /// Reads a number that is valid JSON.
    init(_ text: ByteView) {
        var first = -1
        var last = -1
        var point = -1
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte | 0x20 == UInt8(ascii: "e") { break }
            if byte == UInt8(ascii: ".") { point = index }
            if byte &- 49 < 9 {
                if first < 0 { first = index }
                last = index
            }
            index += 1
        }
        if point < 0 { point = index }
        guard first >= 0 else {
            self.init(isNegative: false, exponent: 0, digits: .empty)
            return
        }
        let places = first < point ? point - first : point + 1 - first
        self.init(
            isNegative: text.first == UInt8(ascii: "-"),
            exponent: Self.exponent(text.dropping(index)) + places, digits: text[first..<last + 1])
    }

    /// The exponent of `e…`, held at `exponentMax`; 0 of nothing.
    private static func exponent(_ text: ByteView) -> Int {
        var value = 0
        var isNegative = false
        for index in 0..<text.count {
            if text[index] == UInt8(ascii: "-") { isNegative = true }
            guard let digit = text[index].decimalDigit else { continue }
            value = min(value * 10 + Int(digit), exponentMax)
        }
        return isNegative ? -value : value
    }

    /// Below 0, 0 or above 0 as it is less than, equal to or greater than `other`.
    func compared(with other: DecimalText) -> Int {
        if sign != other.sign || sign == 0 { return sign - other.sign }
        return isNegative ? -magnitude(other) : magnitude(other)
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    private func magnitude(_ other: DecimalText) -> Int {
        if exponent != other.exponent { return exponent < other.exponent ? -1 : 1 }
        var left = 0
        var right = 0
        while true {
            if left < digits.count, digits[left] == UInt8(ascii: ".") { left += 1 }
            if right < other.digits.count, other.digits[right] == UInt8(ascii: ".") { right += 1 }
            // Neither ends in a zero, so the longer one is the greater.
            guard left < digits.count, right < other.digits.count else {
                return (left < digits.count ? 1 : 0) - (right < other.digits.count ? 1 : 0)
            }
            if digits[left] != other.digits[right] { return digits[left] < other.digits[right] ? -1 : 1 }
            left += 1
            right += 1
        }
    }
}
