import Base

extension JSONCursor {
    /// Levels that can be told apart while passing a value.
    package static let levelsMax = 256

    /// Passes one value, after any space before it; its first byte's index is the result.
    ///
    /// Nesting may go `depthMax` levels deep, which is at most `levelsMax`.
    package mutating func skipValue(depthMax: Int = Limits.jsonDepthMax) throws(JSONError) -> Int {
        precondition(depthMax <= Self.levelsMax)
        skipSpace()
        let start = index
        var levels = Levels()
        while true {
            if try opens(&levels, depthMax) { continue }
            if try closes(&levels) { return start }
        }
    }

    /// Passes a scalar, or an opening bracket and, in an object, the first name; true when a value is due.
    @inline(__always)
    private mutating func opens(_ levels: inout Levels, _ depthMax: Int) throws(JSONError) -> Bool {
        skipSpace()
        guard index < end else { throw expected(levels.isEmptyArray ? .valueOrEnd : .value) }
        switch byte(index) {
        case UInt8(ascii: "\""): _ = try skipString()
        case UInt8(ascii: "{"):
            if levels.count == depthMax { throw expected(.fewerLevels) }
            index &+= 1
            if take("}") { break }
            levels.push(object: true)
            _ = try name(orEnd: true)
            return true
        case UInt8(ascii: "["):
            if levels.count == depthMax { throw expected(.fewerLevels) }
            index &+= 1
            if take("]") { break }
            levels.push(object: false)
            levels.isEmptyArray = true
            return true
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        case UInt8(ascii: "t"): try skipLiteral("true")
        case UInt8(ascii: "f"): try skipLiteral("false")
        case UInt8(ascii: "n"): try skipLiteral("null")
        default: throw expected(levels.isEmptyArray ? .valueOrEnd : .value)
        }
        levels.isEmptyArray = false
        return false
    }

    /// Passes closing brackets, then a comma and, in an object, a name; true when the outermost is closed.
    @inline(__always)
    private mutating func closes(_ levels: inout Levels) throws(JSONError) -> Bool {
        while levels.count > 0 {
            skipSpace()
            guard index < end else { throw expected(.commaOrEnd) }
            let found = byte(index)
            if found == UInt8(ascii: ",") {
                index &+= 1
                if levels.isObject { _ = try name() }
                return false
            }
            guard found == (levels.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw expected(.commaOrEnd)
            }
            index &+= 1
            levels.pop()
        }
        return true
    }

    @inline(__always)
    private mutating func skipNumber() throws(JSONError) {
        if byte(index) == UInt8(ascii: "-") { index &+= 1 }
        guard index < end, byte(index) &- 48 < 10 else { throw expected(.digit) }
        if byte(index) == UInt8(ascii: "0") { index &+= 1 } else { skipDigits() }
        if index < end, byte(index) == UInt8(ascii: ".") {
            index &+= 1
            guard index < end, byte(index) &- 48 < 10 else { throw expected(.digit) }
            skipDigits()
        }
        guard index < end, byte(index) | 0x20 == UInt8(ascii: "e") else { return }
        index &+= 1
        if index < end, byte(index) == UInt8(ascii: "+") || byte(index) == UInt8(ascii: "-") { index &+= 1 }
        guard index < end, byte(index) &- 48 < 10 else { throw expected(.digit) }
        skipDigits()
    }

    @inline(__always)
    private mutating func skipDigits() {
        while index < end, byte(index) &- 48 < 10 { index &+= 1 }
    }

    @inline(__always)
    private mutating func skipLiteral(_ literal: StaticString) throws(JSONError) {
        let wanted = ByteView(literal)
        for place in 0..<wanted.count {
            guard index < end, byte(index) == wanted[place] else { throw expected(.literal) }
            index &+= 1
        }
    }

    /// Which of the open brackets are objects: one bit each, the innermost lowest.
    private struct Levels {
        var count = 0
        var isEmptyArray = false
        private var bits: UInt64 = 0
        /// Full words of 64 outer levels each.
        private var outer = InlineArray<3, UInt64>(repeating: 0)

        @inline(__always) var isObject: Bool { bits & 1 == 1 }

        @inline(__always)
        mutating func push(object: Bool) {
            if count & 63 == 0, count > 0 { outer[count >> 6 &- 1] = bits }
            count &+= 1
            bits = bits << 1 | (object ? 1 : 0)
            isEmptyArray = false
        }

        @inline(__always)
        mutating func pop() {
            count &-= 1
            if count & 63 == 0, count > 0 { bits = outer[count >> 6 &- 1] } else { bits >>= 1 }
        }
    }
}
