internal import Base
internal import HTTPWire

/// What a Range field asks of a file (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// All of it: there is no such field, or none that is understood here, as one with several ranges.
    case whole
    case part(Range<Int>)
    /// It begins behind the end.
    case unsatisfiable

    /// Reads a Range field for a file of `size` bytes.
    init(_ field: ByteView?, of size: Int) {
        guard let field, field.count > 6, field[0..<6].equalsFolded("bytes=") else {
            self = .whole
            return
        }
        let text = field.dropping(6).trimmed
        guard let dash = text.firstIndex(of: UInt8(ascii: "-")) else {
            self = .whole
            return
        }
        let first = Self.number(text[0..<dash].trimmed)
        let last = Self.number(text.dropping(dash + 1).trimmed)
        switch (first, last) {
        case (.digits(let first), .digits(let last)):
            if last < first { self = .whole } else { self.init(first, last, of: size) }
        case (.digits(let first), .none): self.init(first, .max, of: size)
        case (.none, .digits(let count)):
            if count == 0 || size == 0 {
                self = .unsatisfiable
            } else {
                self = .part(max(0, size - count)..<size)
            }
        default: self = .whole
        }
    }

    private init(_ first: Int, _ last: Int, of size: Int) {
        self = first >= size ? .unsatisfiable : .part(first..<(last >= size ? size : last + 1))
    }

    private enum Number {
        case none
        case digits(Int)
        case malformed
    }

    /// A number without a sign; one that is too large counts as the largest.
    private static func number(_ text: ByteView) -> Number {
        if text.isEmpty { return .none }
        var value = 0
        for index in 0..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return .malformed }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            value = overflow || product > .max - Int(digit) ? .max / 10 : product + Int(digit)
        }
        return .digits(value)
    }
}
