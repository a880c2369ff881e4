package import Base
internal import CIntrinsics

/// Writes the head of an answer, part by part, straight into the connection's output.
///
/// Order: `begin`, any fields, one of the framings, `end`. Nothing allocates but the output when it grows.
package enum ResponseHead {
    /// The status line and Date; `date` is `HTTPDate.byteCount` bytes that the caller renews each second.
    package static func begin(_ status: Status, date: ByteView, into output: inout ByteBuffer) {
        output.reserve(256)
        output.append("HTTP/1.1 ")
        appendCode(status.code, to: &output)
        output.append(UInt8(ascii: " "))
        output.append(status.reason)
        output.append("\r\nDate: ")
        output.append(date)
        output.append("\r\n")
    }

    /// A field of our own making.
    package static func field(_ name: StaticString, _ value: StaticString, into output: inout ByteBuffer) {
        field(name, ByteView(value), into: &output)
    }

    /// A field whose value comes from elsewhere: control bytes but HTAB turn into spaces.
    package static func field(_ name: StaticString, _ value: ByteView, into output: inout ByteBuffer) {
        output.append(name)
        output.append(": ")
        appendValue(value, to: &output)
        output.append("\r\n")
    }

    package static func field(_ name: StaticString, _ value: Int, into output: inout ByteBuffer) {
        output.append(name)
        output.append(": ")
        output.append(decimal: value)
        output.append("\r\n")
    }

    package static func contentType(_ type: MediaType, into output: inout ByteBuffer) {
        field("Content-Type", type.name, into: &output)
    }

    package static func contentLength(_ length: Int, into output: inout ByteBuffer) {
        field("Content-Length", length, into: &output)
    }

    package static func chunked(into output: inout ByteBuffer) {
        output.append("Transfer-Encoding: chunked\r\n")
    }

    /// What the answer says about the connection; silent where the version's default holds.
    package static func connection(_ persistence: Persistence, into output: inout ByteBuffer) {
        switch persistence {
        case .implied: break
        case .announced: output.append("Connection: keep-alive\r\n")
        case .closing: output.append("Connection: close\r\n")
        }
    }

    package static func end(into output: inout ByteBuffer) { output.append("\r\n") }

    /// The interim answer that lets a client go on with its body.
    package static func writeContinue(into output: inout ByteBuffer) {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    private static func appendCode(_ code: UInt16, to output: inout ByteBuffer) {
        output.append(UInt8(truncatingIfNeeded: code / 100 % 10 + 48))
        output.append(UInt8(truncatingIfNeeded: code / 10 % 10 + 48))
        output.append(UInt8(truncatingIfNeeded: code % 10 + 48))
    }

    private static func appendValue(_ value: ByteView, to output: inout ByteBuffer) {
        var rest = value
        output.reserve(value.count)
        while true {
            let clean = unsafe martlet_value_end(rest.base, rest.count)
            output.append(rest[0..<clean])
            if clean == rest.count { return }
            output.append(UInt8(ascii: " "))
            rest = rest.dropping(clean + 1)
        }
    }
}
