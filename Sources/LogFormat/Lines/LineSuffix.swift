package import Base
import CIntrinsics
import JSONText

/// Composes line suffixes: what is stored of a message, made once at publish (FORMAT.md, "Line").
package enum LineSuffix {
    /// Appends the suffix of one message, LF included; on an error nothing.
    ///
    /// A valid JSON body costs one scan and one copy. Allocates only when `out` has to grow.
    @discardableResult
    package static func compose(
        _ parts: MessageParts, headers: borrowing HeaderList, into out: inout ByteBuffer
    ) throws(LineError) -> LineForm {
        if let key = parts.key, key.count > Limits.keyBytesMax { throw .keyTooLong(bytes: key.count) }
        let body = try SuffixBody(parts)
        out.reserve(body.bytes.count + (parts.key?.count ?? 0) + 128)
        if let time = parts.eventTime {
            out.append("\"event_time\":\"")
            TimestampText.write(time, into: &out)
            out.append("\",")
        }
        if let key = parts.key { append(key: key, into: &out) }
        if !headers.isEmpty {
            out.append("\"headers\":")
            headers.write(into: &out)
            out.append(UInt8(ascii: ","))
        }
        parts.routing?.write(into: &out)
        append(parts.contentType, of: body.form, into: &out)
        if let id = parts.dedupeID { append("\"dedupe_id\":\"", id, into: &out) }
        if let group = parts.group { append("\"group\":\"", group, into: &out) }
        append(body, into: &out)
        return body.form
    }

    private static func append(_ body: SuffixBody, into out: inout ByteBuffer) {
        switch body.form {
        case .value:
            if body.hasBreaks { LineBreaks.write(of: body.bytes, into: &out) }
            out.append("\"value\":")
            let start = out.count
            out.append(body.bytes)
            if body.hasBreaks { LineBreaks.blank(from: start, in: &out) }
            out.append("}\n")
        case .text:
            out.append("\"text\":\"")
            JSONString.escape(body.bytes, into: &out)
            out.append("\"}\n")
        case .base64:
            out.append("\"base64\":\"")
            if body.isEncoded { out.append(body.bytes) } else { Base64.encode(body.bytes, into: &out) }
            out.append("\"}\n")
        case .tombstone: out.append("\"tombstone\":true}\n")
        }
    }

    private static func append(key: ByteView, into out: inout ByteBuffer) {
        if unsafe martlet_plain_end(key.base, 0, key.count) == key.count {
            out.append("\"key\":\"")
            out.append(key)
        } else if UTF8Text.isValid(key) {
            out.append("\"key\":\"")
            JSONString.escape(key, into: &out)
        } else {
            out.append("\"key_base64\":\"")
            Base64.encode(key, into: &out)
        }
        out.append("\",")
    }

    private static func append(
        _ type: MessageParts.ContentType, of form: LineForm, into out: inout ByteBuffer
    ) {
        guard let unsaid = form.defaultContentType else { return }
        switch type {
        case .formDefault: return
        case .none: out.append("\"content_type\":null,")
        case .sent(let text):
            if text == unsaid { return }
            append("\"content_type\":\"", text, into: &out)
        }
    }

    /// Appends a member whose value is text; `name` ends in the opening quote.
    private static func append(_ name: StaticString, _ text: ByteView, into out: inout ByteBuffer) {
        out.append(name)
        if UTF8Text.isValid(text) {
            JSONString.escape(text, into: &out)
        } else {
            var plain = ByteBuffer(capacity: text.count * 2)
            appendText(text, into: &plain)
            JSONString.escape(plain.bytes, into: &out)
        }
        out.append("\",")
    }

    /// Appends UTF-8 as it is; other bytes are taken for ISO 8859-1, as fields of HTTP once were.
    static func appendText(_ text: ByteView, into out: inout ByteBuffer) {
        if UTF8Text.isValid(text) { return out.append(text) }
        for index in 0..<text.count {
            let byte = text[index]
            if byte >= 0x80 { out.append(0xC0 | byte >> 6) }
            out.append(byte < 0x80 ? byte : 0x80 | byte & 0x3F)
        }
    }
}

/// A body whose form is decided.
private struct SuffixBody {
    let form: LineForm
    let bytes: ByteView
    /// Whether CR or LF stand in a value outside its strings.
    let hasBreaks: Bool
    /// Whether `bytes` are base64 already.
    let isEncoded: Bool

    private init(_ form: LineForm, _ bytes: ByteView, hasBreaks: Bool = false, isEncoded: Bool = false) {
        self.form = form
        self.bytes = bytes
        self.hasBreaks = hasBreaks
        self.isEncoded = isEncoded
    }

    init(_ parts: MessageParts) throws(LineError) {
        switch parts.body {
        case .posted(let bytes): try self.init(posted: bytes, parts)
        case .value(let bytes, let hasBreaks): self.init(.value, bytes, hasBreaks: hasBreaks)
        case .text(let bytes):
            if parts.requiresJSON { throw .notValue }
            self.init(.text, bytes)
        case .base64(let text):
            if parts.requiresJSON { throw .notValue }
            do throws(TextError) { try Base64.check(text) } catch {
                guard case .base64(let position) = error else { throw .bodyBase64(position: 0) }
                throw .bodyBase64(position: position)
            }
            self.init(.base64, text, isEncoded: true)
        case .tombstone: self.init(.tombstone, .empty)
        }
    }

    private init(posted bytes: ByteView, _ parts: MessageParts) throws(LineError) {
        if parts.requiresJSON || BodyKind(parts.contentType) != .other {
            do throws(JSONError) {
                let scan = try JSONScanner.scan(bytes)
                self.init(.value, bytes, hasBreaks: scan.firstBreak != nil)
                return
            } catch {
                if parts.requiresJSON { throw .notJSON(error) }
            }
        }
        self.init(UTF8Text.isValid(bytes) ? .text : .base64, bytes)
    }
}
