package import Base
internal import CIntrinsics

/// The two forms of a string's contents: plain UTF-8 and escaped between JSON quotes.
package enum JSONString {
    /// Appends `text`, well-formed UTF-8, with quotes, backslashes and control bytes escaped; no quotes.
    package static func escape(_ text: ByteView, into out: inout ByteBuffer) {
        var start = 0
        while true {
            let stop = unsafe martlet_unescaped_end(text.base, start, text.count)
            out.append(text[start..<stop])
            if stop == text.count { return }
            escape(text[stop], into: &out)
            start = stop + 1
        }
    }

    private static func escape(_ byte: UInt8, into out: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): out.append("\\\"")
        case UInt8(ascii: "\\"): out.append("\\\\")
        case 0x0A: out.append("\\n")
        case 0x0D: out.append("\\r")
        case 0x09: out.append("\\t")
        case 0x08: out.append("\\b")
        case 0x0C: out.append("\\f")
        default:
            out.append("\\u00")
            out.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            out.append(ByteView("0123456789abcdef")[Int(byte & 15)])
        }
    }

    /// Appends what the contents of a valid JSON string stand for, in UTF-8.
    package static func unescape(_ escaped: ByteView, into out: inout ByteBuffer) {
        out.reserve(escaped.count)
        var start = 0
        while true {
            let stop =
                escaped.dropping(start).firstIndex(of: UInt8(ascii: "\\")).map { start + $0 } ?? escaped.count
            out.append(escaped[start..<stop])
            if stop == escaped.count { return }
            start = stop + 2
            switch escaped[stop + 1] {
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = unit(escaped, start)
                start += 4
                if scalar >> 10 == 0xD800 >> 10 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + (unit(escaped, start + 2) & 0x3FF)
                    start += 6
                }
                append(scalar, into: &out)
            case let byte: out.append(byte)
            }
        }
    }

    private static func unit(_ text: ByteView, _ start: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in start..<start + 4 { value = value << 4 | UInt32(text[index].hexadecimalDigit ?? 0) }
        return value
    }

    private static func append(_ scalar: UInt32, into out: inout ByteBuffer) {
        if scalar < 0x80 { return out.append(UInt8(scalar)) }
        let last = UInt8(0x80 | scalar & 0x3F)
        if scalar < 0x800 {
            out.append(UInt8(0xC0 | scalar >> 6))
        } else if scalar < 0x10000 {
            out.append(UInt8(0xE0 | scalar >> 12))
            out.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        } else {
            out.append(UInt8(0xF0 | scalar >> 18))
            out.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            out.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        }
        out.append(last)
    }
}
