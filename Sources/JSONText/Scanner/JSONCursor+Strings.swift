import Base
internal import CIntrinsics

extension JSONCursor {
    /// Passes the string whose opening quote it stands at; tells what is between the quotes.
    @inline(__always)
    package mutating func string() throws(JSONError) -> JSONStringRange {
        let start = index &+ 1
        let hasEscapes = try skipString()
        return JSONStringRange(range: start..<index &- 1, hasEscapes: hasEscapes)
    }

    /// Passes a member name and its colon, as after `{` or a comma.
    @inline(__always)
    package mutating func name(orEnd: Bool = false) throws(JSONError) -> JSONStringRange {
        skipSpace()
        guard index < end, byte(index) == UInt8(ascii: "\"") else {
            throw expected(orEnd ? .nameOrEnd : .name)
        }
        let name = try string()
        guard take(":") else { throw expected(.colon) }
        return name
    }

    /// Passes a string from its opening quote on; true when it has escapes.
    @inline(__always)
    mutating func skipString() throws(JSONError) -> Bool {
        index &+= 1
        index = unsafe martlet_string_end(base, index, end)
        if index < end, byte(index) == UInt8(ascii: "\"") {
            index &+= 1
            return false
        }
        return try skipStringRest()
    }

    /// Goes on at an escape, at the closing quote, or at what has no place in a string.
    @inline(never)
    private mutating func skipStringRest() throws(JSONError) -> Bool {
        while index < end {
            switch byte(index) {
            case UInt8(ascii: "\""):
                index &+= 1
                return true
            case UInt8(ascii: "\\"): try skipEscape()
            case 0..<0x20: throw expected(.escapedControl)
            default: throw brokenSequence()
            }
            index = unsafe martlet_string_end(base, index, end)
        }
        throw expected(.stringEnd)
    }

    private mutating func skipEscape() throws(JSONError) {
        index &+= 1
        guard index < end else { throw expected(.escape) }
        switch byte(index) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index &+= 1
        case UInt8(ascii: "u"):
            index &+= 1
            let unit = try skipUnit(low: false)
            guard unit >> 10 == 0xD800 >> 10 else { return }
            for wanted: Unicode.Scalar in ["\\", "u"] {
                guard index < end, byte(index) == UInt8(ascii: wanted) else { throw expected(.lowSurrogate) }
                index &+= 1
            }
            _ = try skipUnit(low: true)
        default: throw expected(.escape)
        }
    }

    /// Passes four hexadecimal digits; `low` wants a low surrogate, else one is refused.
    private mutating func skipUnit(low: Bool) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for place in 0..<4 {
            guard index < end, let digit = byte(index).hexadecimalDigit else {
                throw expected(low ? .lowSurrogate : .hexDigit)
            }
            unit = unit << 4 | UInt32(digit)
            let isLow = place == 0 ? unit == 0xD : place == 1 ? unit >> 2 == 0xDC >> 2 : low
            if low, !isLow { throw expected(.lowSurrogate) }
            if !low, place == 1, isLow { throw expected(.highSurrogate) }
            index &+= 1
        }
        return unit
    }

    /// Moves to the first byte of a sequence that no well-formed one has there.
    private mutating func brokenSequence() -> JSONError {
        let lead = byte(index)
        let length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var place = 0
        while place < length, index < end {
            let byte = byte(index)
            let lowest: UInt8 = place != 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
            let highest: UInt8 = place != 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
            if place > 0, byte < lowest || byte > highest { break }
            index &+= 1
            place += 1
        }
        return expected(.utf8)
    }
}

/// A JSON string in a text: what stands between its quotes.
package struct JSONStringRange: Equatable, Sendable {
    package let range: Range<Int>
    /// Whether it has to be unescaped before use.
    package let hasEscapes: Bool
}
