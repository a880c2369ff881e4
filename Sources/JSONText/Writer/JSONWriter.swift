package import Base

/// Writes JSON into a buffer; commas are set from the byte written last.
///
/// A value or member gets a comma before it unless the buffer is empty or ends in `{`, `[`, `:`, `,` or LF.
/// Nothing checks that brackets match.
package enum JSONWriter {
    /// `{`, after a comma where one is due.
    package static func openObject(into out: inout ByteBuffer) {
        separate(&out)
        out.append(UInt8(ascii: "{"))
    }

    package static func closeObject(into out: inout ByteBuffer) { out.append(UInt8(ascii: "}")) }

    /// `[`, after a comma where one is due.
    package static func openArray(into out: inout ByteBuffer) {
        separate(&out)
        out.append(UInt8(ascii: "["))
    }

    package static func closeArray(into out: inout ByteBuffer) { out.append(UInt8(ascii: "]")) }

    /// A member's name and colon; `name` needs no escapes.
    package static func name(_ name: StaticString, into out: inout ByteBuffer) {
        separate(&out)
        out.append(UInt8(ascii: "\""))
        out.append(name)
        out.append("\":")
    }

    /// A member's name and colon; `name` is well-formed UTF-8.
    package static func name(_ name: ByteView, into out: inout ByteBuffer) {
        string(name, into: &out)
        out.append(UInt8(ascii: ":"))
    }

    /// A string; `text` is well-formed UTF-8.
    package static func string(_ text: ByteView, into out: inout ByteBuffer) {
        separate(&out)
        out.append(UInt8(ascii: "\""))
        JSONString.escape(text, into: &out)
        out.append(UInt8(ascii: "\""))
    }

    /// Disfavoured, or else a literal would become a `String` first.
    @_disfavoredOverload
    package static func string(_ text: String, into out: inout ByteBuffer) {
        text.withByteView { string($0, into: &out) }
    }

    package static func string(_ text: StaticString, into out: inout ByteBuffer) {
        string(ByteView(text), into: &out)
    }

    /// A string of bytes that may be anything; what is not UTF-8 becomes U+FFFD.
    package static func lossyString(_ text: ByteView, into out: inout ByteBuffer) {
        if UTF8Text.isValid(text) { string(text, into: &out) } else { string(text.string, into: &out) }
    }

    package static func number(_ value: Int, into out: inout ByteBuffer) {
        separate(&out)
        out.append(decimal: value)
    }

    package static func number(_ value: UInt64, into out: inout ByteBuffer) {
        separate(&out)
        out.append(decimal: value)
    }

    package static func boolean(_ value: Bool, into out: inout ByteBuffer) {
        separate(&out)
        out.append(value ? "true" : "false")
    }

    package static func null(into out: inout ByteBuffer) {
        separate(&out)
        out.append("null")
    }

    /// An RFC 3339 time.
    package static func time(_ instant: Instant, into out: inout ByteBuffer) {
        separate(&out)
        out.append(UInt8(ascii: "\""))
        TimestampText.write(instant, into: &out)
        out.append(UInt8(ascii: "\""))
    }

    /// A duration such as `"1m30s"`.
    package static func duration(_ interval: Interval, into out: inout ByteBuffer) {
        separate(&out)
        out.append(UInt8(ascii: "\""))
        DurationText.write(interval, into: &out)
        out.append(UInt8(ascii: "\""))
    }

    /// Bytes that are a JSON value already.
    package static func raw(_ value: ByteView, into out: inout ByteBuffer) {
        separate(&out)
        out.append(value)
    }

    /// Appends a comma where the last byte says that a value or a member stands before.
    private static func separate(_ out: inout ByteBuffer) {
        guard let last = out.bytes.last else { return }
        switch last {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: ","), 0x0A: return
        default: out.append(UInt8(ascii: ","))
        }
    }
}
