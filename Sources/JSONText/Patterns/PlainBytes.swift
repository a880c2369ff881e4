import Base

/// The bytes that the contents of a valid JSON string stand for, one after the other.
struct PlainBytes {
    private let raw: ByteView
    private var index = 0
    /// The rest of a character that an escape stood for, lowest byte first; none of them is 0.
    private var pending: UInt32 = 0

    init(_ raw: ByteView) { self.raw = raw }

    @inline(__always)
    mutating func next() -> UInt8? {
        if pending != 0 {
            let byte = UInt8(truncatingIfNeeded: pending)
            pending >>= 8
            return byte
        }
        guard index < raw.count else { return nil }
        let byte = raw[index]
        index &+= 1
        return byte == UInt8(ascii: "\\") ? escaped() : byte
    }

    /// Passes `count` bytes, or as many as there are.
    mutating func skip(_ count: Int) {
        for _ in 0..<count where next() == nil { return }
    }

    private mutating func escaped() -> UInt8 {
        let kind = raw[index]
        index &+= 1
        switch kind {
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"): return character()
        default: return kind
        }
    }

    /// The first byte of an escaped character; the others are pending.
    private mutating func character() -> UInt8 {
        var scalar = unit()
        if scalar >> 10 == 0xD800 >> 10 {
            index &+= 2
            scalar = 0x10000 &+ (scalar & 0x3FF) << 10 &+ (unit() & 0x3FF)
        }
        if scalar < 0x80 { return UInt8(truncatingIfNeeded: scalar) }
        let last = 0x80 | scalar & 0x3F
        if scalar < 0x800 {
            pending = last
            return UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
        }
        let third = 0x80 | scalar >> 6 & 0x3F
        if scalar < 0x10000 {
            pending = third | last << 8
            return UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
        }
        pending = 0x80 | scalar >> 12 & 0x3F | third << 8 | last << 16
        return UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    }

    private mutating func unit() -> UInt32 {
        var unit: UInt32 = 0
        for place in 0..<4 { unit = unit << 4 | UInt32(raw[index &+ place].hexadecimalDigit ?? 0) }
        index &+= 4
        return unit
    }
}
