extension ByteView {
    /// The first byte, or nil of nothing.
    @inlinable @inline(__always)
    public var first: UInt8? { isEmpty ? nil : self[0] }

    /// The last byte, or nil of nothing.
    @inlinable @inline(__always)
    public var last: UInt8? { isEmpty ? nil : self[count &- 1] }

    /// Without spaces and tabs at both ends (RFC 9110's OWS).
    public var trimmed: ByteView {
        var start = 0
        var end = count
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return self[start..<end]
    }

    /// Whether the bytes are those of a lower-case literal, apart from the case of ASCII letters.
    public func equalsIgnoringCase(_ literal: StaticString) -> Bool {
        let wanted = ByteView(literal)
        guard count == wanted.count else { return false }
        for index in 0..<count where self[index].asciiLowercased != wanted[index] { return false }
        return true
    }

    /// Whether the bytes, as text, stand before those of `other`.
    public static func < (left: ByteView, right: ByteView) -> Bool {
        for index in 0..<Swift.min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count < right.count
    }
}

extension UInt8 {
    /// 0 to 9 for an ASCII digit.
    @inlinable @inline(__always)
    public var decimalDigit: UInt8? {
        let digit = self &- 48
        return digit < 10 ? digit : nil
    }

    /// 0 to 15 for a hexadecimal digit of either case.
    @inlinable @inline(__always)
    public var hexadecimalDigit: UInt8? {
        if let digit = decimalDigit { return digit }
        let letter = (self | 0x20) &- 97
        return letter < 6 ? letter &+ 10 : nil
    }

    /// The lower-case letter of an ASCII capital, any other byte as it is.
    @inlinable @inline(__always)
    public var asciiLowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }
}
