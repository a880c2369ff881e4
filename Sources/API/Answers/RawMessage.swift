internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Reactor

/// A message as it was sent: its very bytes under its own Content-Type, and the rest as fields.
///
/// What strangers published must not run in a browser that trusts this host: the type is never guessed, the
/// page is sandboxed, and active types are attachments.
enum RawMessage {
    /// Answers the message at `offset` of a topic.
    static func answer(_ exchange: Exchange, _ run: MessageRun, _ offset: Offset, tag: String) {
        answer(exchange, run, offset, gate: nil) { fields in fields.oneMessage(tag) }
    }

    /// Answers the message at `offset`, with further fields.
    static func answer(
        _ exchange: Exchange, _ run: MessageRun, _ offset: Offset, gate: Gate?,
        fields: (inout ByteBuffer) -> Void
    ) {
        guard let stored = run.message(at: offset) else {
            return exchange.answer(Problem(.internalError, "The stored line cannot be read."))
        }
        answer(exchange, suffix: stored.suffix, gate: gate) { out in
            fields(&out)
            out.append("Martlet-Offset: ")
            out.append(decimal: stored.offset.rawValue)
            out.append("\r\nMartlet-Timestamp: ")
            TimestampText.write(stored.timestamp, into: &out)
            out.append("\r\n")
        }
    }

    /// Answers what a suffix stands for, with further fields.
    static func answer(
        _ exchange: Exchange, suffix: ByteView, gate: Gate?, fields: (inout ByteBuffer) -> Void
    ) {
        guard let message = parse(suffix) else {
            return exchange.answer(Problem(.internalError, "The stored line cannot be read."))
        }
        var body = exchange.buffers.take(suffix.count + 64)
        message.writeRawBody(into: &body)
        var type = ByteBuffer()
        let hasType = message.writeContentType(into: &type)
        if hasType, !isFieldValue(type.bytes) {
            type.removeAll()
            type.append("application/octet-stream")
        }
        exchange.answer(
            .ok, hasType ? .custom(type.bytes) : nil, gate: gate,
            fields: { out in
                fields(&out)
                writeFields(of: message, into: &out)
                if isActive(type.bytes) { out.append("Content-Disposition: attachment\r\n") }
            }, taking: body)
    }

    private static func parse(_ line: ByteView) -> LineSuffixView? {
        do throws(FormatError) { return try LineSuffixView(parsing: line) } catch { return nil }
    }

    private static func writeFields(
        of message: LineSuffixView, into out: inout ByteBuffer
    ) {
        out.append("X-Content-Type-Options: nosniff\r\n")
        out.append("Content-Security-Policy: sandbox; default-src 'none'\r\n")
        if message.hasKey {
            var key = ByteBuffer()
            message.writeKey(into: &key)
            out.append("Martlet-Key: ")
            PercentText.write(key.bytes, into: &out)
            out.append("\r\n")
        }
        if let time = message.eventTime { out.field("Martlet-Event-Time", TimestampText.string(time)) }
        if message.form == .tombstone { out.append("Martlet-Tombstone: true\r\n") }
        let isEvent = message.isCloudEvent
        message.forEachHeader { name, value in
            if isEvent, EventAttribute.name(ofHeader: name) != nil {
                out.append(name)
                out.append(": ")
                EventFieldText.encode(value, into: &out)
                return out.append("\r\n")
            }
            out.append("Martlet-Header-")
            out.append(name)
            out.append(": ")
            out.append(value)
            out.append("\r\n")
        }
    }

    /// Whether it may stand in a field: no control bytes, as a batch could have smuggled in.
    private static func isFieldValue(_ text: ByteView) -> Bool {
        for index in 0..<text.count where text[index] < 0x20 || text[index] == 0x7F { return false }
        return true
    }

    /// Whether a browser would run it.
    static func isActive(_ type: ByteView) -> Bool {
        let essence = type[0..<(type.firstIndex(of: UInt8(ascii: ";")) ?? type.count)].trimmed.string
            .lowercased()
        return essence.hasSuffix("html") || essence.hasSuffix("xml") || essence.hasSuffix("javascript")
            || essence.hasSuffix("ecmascript") || essence == "application/pdf"
            || essence.hasPrefix("multipart/")
            || essence == "application/x-shockwave-flash"
    }
}

/// Bytes as text of a field or URL: everything but letters, digits and `-._~` as `%XX`.
enum PercentText {
    static func write(_ bytes: ByteView, into out: inout ByteBuffer) {
        for index in 0..<bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                out.append(byte)
            default:
                out.append(UInt8(ascii: "%"))
                out.append(ByteView("0123456789ABCDEF")[Int(byte >> 4)])
                out.append(ByteView("0123456789ABCDEF")[Int(byte & 15)])
            }
        }
    }
}
