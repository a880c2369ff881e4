internal import Base

/// Attributes as values of fields (HTTP binding, section 3.1.3.2).
enum EventFieldText {
    /// Appends what a field's value stands for: quotes taken off, then percent-encoding, each once.
    ///
    /// A `%` without two digits behind it stands for itself. What comes out may be malformed UTF-8.
    static func decode(_ value: ByteView, into out: inout ByteBuffer) {
        var plain = ByteBuffer()
        if unquote(value, into: &plain) {
            decodePercent(plain.bytes, into: &out)
        } else {
            decodePercent(value, into: &out)
        }
    }

    /// Appends what stands in a quoted string; false for anything else.
    private static func unquote(_ value: ByteView, into plain: inout ByteBuffer) -> Bool {
        let quote = UInt8(ascii: "\"")
        guard value.count >= 2, value[0] == quote else { return false }
        var index = 1
        while index < value.count - 1 {
            if value[index] == quote { return false }
            if value[index] == UInt8(ascii: "\\") { index += 1 }
            plain.append(value[index])
            index += 1
        }
        return index == value.count - 1 && value[index] == quote
    }

    private static func decodePercent(_ value: ByteView, into out: inout ByteBuffer) {
        var index = 0
        while index < value.count {
            let byte = value[index]
            if byte == UInt8(ascii: "%"), index + 2 < value.count,
                let high = value[index + 1].hexadecimalDigit, let low = value[index + 2].hexadecimalDigit
            {
                out.append(UInt8(high << 4 | low))
                index += 3
            } else {
                out.append(byte)
                index += 1
            }
        }
    }

    /// Appends a value as a field has it: space, `"`, `%` and all but printable ASCII as `%XX`.
    static func encode(_ value: ByteView, into out: inout ByteBuffer) {
        for index in 0..<value.count {
            let byte = value[index]
            if 0x21...0x7E ~= byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(ByteView("0123456789ABCDEF")[Int(byte >> 4)])
                out.append(ByteView("0123456789ABCDEF")[Int(byte & 15)])
            }
        }
    }
}
