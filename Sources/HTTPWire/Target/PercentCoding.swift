package import Base

/// Percent-encoding of targets (RFC 3986, section 2.1), decoded exactly once.
package enum PercentCoding {
    /// Whether every `%` is followed by two hex digits that do not spell NUL.
    package static func isWellFormed(_ bytes: ByteView) -> Bool {
        var rest = bytes
        while let mark = rest.firstIndex(of: percent) {
            guard let byte = triplet(rest, at: mark), byte != 0 else { return false }
            rest = rest.dropping(mark + 3)
        }
        return true
    }

    /// Appends `bytes` decoded to `output`; with `plusIsSpace`, as in queries, `+` becomes a space.
    package static func decode(
        _ bytes: ByteView, plusIsSpace: Bool = false, into output: inout ByteBuffer
    ) throws(Refusal) {
        output.reserve(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == percent {
                guard let decoded = triplet(bytes, at: index), decoded != 0 else {
                    throw Refusal(.badPercentEncoding)
                }
                output.append(decoded)
                index += 3
            } else {
                output.append(plusIsSpace && byte == plus ? 0x20 : byte)
                index += 1
            }
        }
    }

    /// Decodes only when it must: gives `bytes` itself back, or the part it appended to `scratch`.
    ///
    /// The result dies when `scratch` next grows; callers that keep several reserve first.
    package static func decoded(
        _ bytes: ByteView, plusIsSpace: Bool = false, in scratch: inout ByteBuffer
    ) throws(Refusal) -> ByteView {
        if bytes.firstIndex(of: percent) == nil, !plusIsSpace || bytes.firstIndex(of: plus) == nil {
            return bytes
        }
        let start = scratch.count
        try decode(bytes, plusIsSpace: plusIsSpace, into: &scratch)
        return scratch.bytes.dropping(start)
    }

    private static let percent = UInt8(ascii: "%")
    private static let plus = UInt8(ascii: "+")

    private static func triplet(_ bytes: ByteView, at index: Int) -> UInt8? {
        guard index + 2 < bytes.count, let high = hexDigit(bytes[index + 1]),
            let low = hexDigit(bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }
}

/// The value of a hex digit of either case, or nil.
@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- 55
    default: nil
    }
}
