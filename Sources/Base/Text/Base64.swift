/// Base64 as RFC 4648 defines it, both alphabets, read strictly.
///
/// The standard alphabet is padded, the URL alphabet is not; line breaks, missing or superfluous padding and
/// set bits that carry nothing are refused, so that one text stands for one value.
public enum Base64 {
    /// Bytes that `count` bytes take when encoded with padding.
    public static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Appends `bytes` in the standard alphabet, padded.
    public static func encode(_ bytes: ByteView, into out: inout ByteBuffer) {
        encode(bytes, Alphabet.standard, padded: true, into: &out)
    }

    /// Appends `bytes` in the URL alphabet, not padded.
    public static func encodeURL(_ bytes: ByteView, into out: inout ByteBuffer) {
        encode(bytes, Alphabet.url, padded: false, into: &out)
    }

    /// Appends what `text`, padded and in the standard alphabet, stands for; on an error nothing.
    public static func decode(_ text: ByteView, into out: inout ByteBuffer) throws(TextError) {
        guard text.count % 4 == 0 else { throw .base64(position: text.count) }
        try decode(text[0..<digitCount(text)], Alphabet.standardValues, into: &out)
    }

    /// Refuses what `decode` would refuse, without decoding.
    public static func check(_ text: ByteView) throws(TextError) {
        guard text.count % 4 == 0 else { throw .base64(position: text.count) }
        let digits = digitCount(text)
        for index in 0..<digits where Alphabet.standardValues[Int(text[index])] > 63 {
            throw .base64(position: index)
        }
        guard digits % 4 != 0 else { return }
        let last = Alphabet.standardValues[Int(text[digits - 1])]
        guard digits % 4 > 1, last & (digits % 4 == 2 ? 15 : 3) == 0 else {
            throw .base64(position: digits - 1)
        }
    }

    /// Appends what `text`, in the URL alphabet and not padded, stands for; on an error nothing.
    public static func decodeURL(_ text: ByteView, into out: inout ByteBuffer) throws(TextError) {
        if text.count % 4 == 1 { throw .base64(position: text.count) }
        try decode(text, Alphabet.urlValues, into: &out)
    }

    /// Bytes of `text` before its padding of at most two.
    private static func digitCount(_ text: ByteView) -> Int {
        guard text.last == UInt8(ascii: "=") else { return text.count }
        return text[0..<text.count - 1].last == UInt8(ascii: "=") ? text.count - 2 : text.count - 1
    }

    private static func encode(
        _ bytes: ByteView, _ alphabet: ByteView, padded: Bool, into out: inout ByteBuffer
    ) {
        out.reserve(encodedCount(bytes.count))
        let whole = bytes.count / 3 * 3
        var target = unsafe out.tail
        var index = 0
        while index < whole {
            let group =
                unsafe UInt32(bytes.base.load(fromByteOffset: index, as: UInt8.self)) << 16
                | UInt32(bytes.base.load(fromByteOffset: index &+ 1, as: UInt8.self)) << 8
                | UInt32(bytes.base.load(fromByteOffset: index &+ 2, as: UInt8.self))
            for place: Int in 0..<4 {
                let digit = Int(truncatingIfNeeded: group >> UInt32(18 &- 6 &* place)) & 63
                unsafe target.storeBytes(
                    of: alphabet.base.load(fromByteOffset: digit, as: UInt8.self), toByteOffset: place,
                    as: UInt8.self)
            }
            unsafe target += 4
            index &+= 3
        }
        out.didWrite(whole / 3 * 4)
        guard whole < bytes.count else { return }
        let two = bytes.count - whole == 2
        let group = UInt32(bytes[whole]) << 16 | (two ? UInt32(bytes[whole + 1]) << 8 : 0)
        out.append(alphabet[Int(group >> 18)])
        out.append(alphabet[Int(group >> 12 & 63)])
        if two { out.append(alphabet[Int(group >> 6 & 63)]) }
        if padded { out.append(two ? "=" : "==") }
    }

    /// Decodes digits without padding; `text.count % 4` is not 1.
    private static func decode(
        _ text: ByteView, _ values: ByteView, into out: inout ByteBuffer
    ) throws(TextError) {
        let start = out.count
        if text.count % 4 == 1 { throw .base64(position: text.count) }
        out.reserve(text.count / 4 * 3 + 3)
        var index = 0
        while index < text.count {
            let digits = Swift.min(4, text.count - index)
            var group: UInt32 = 0
            for place in 0..<digits {
                let value = values[Int(text[index + place])]
                guard value < 64 else {
                    out.truncate(to: start)
                    throw .base64(position: index + place)
                }
                group = group << 6 | UInt32(value)
            }
            switch digits {
            case 4:
                out.append(UInt8(truncatingIfNeeded: group >> 16))
                out.append(UInt8(truncatingIfNeeded: group >> 8))
                out.append(UInt8(truncatingIfNeeded: group))
            default:
                // 12 or 18 bits carry 8 or 16; the rest must be zero.
                let spare = UInt32(digits == 3 ? 2 : 4)
                guard group & ((1 << spare) - 1) == 0 else {
                    out.truncate(to: start)
                    throw .base64(position: index + digits - 1)
                }
                let carried = group >> spare
                if digits == 3 { out.append(UInt8(truncatingIfNeeded: carried >> 8)) }
                out.append(UInt8(truncatingIfNeeded: carried))
            }
            index += digits
        }
    }

    /// The two alphabets, and for each byte its digit or 255.
    private enum Alphabet {
        static let standard = ByteView("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        static let url = ByteView("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        static let standardValues = values(of: standard)
        static let urlValues = values(of: url)

        /// A table that lives as long as the process.
        private static func values(of alphabet: ByteView) -> ByteView {
            let table = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 1)
            unsafe table.initializeMemory(as: UInt8.self, repeating: 255, count: 256)
            for digit in 0..<64 {
                unsafe table.storeBytes(
                    of: UInt8(digit), toByteOffset: Int(alphabet[digit]), as: UInt8.self)
            }
            return unsafe ByteView(base: UnsafeRawPointer(table), count: 256)
        }
    }
}
