package import Base
package import JSONText

/// Composes messages of batches, and keeps the memory that escaped keys, texts and headers need.
///
/// One a loop or a request; a batch whose strings have no escapes and no headers uses none of it.
package struct LineComposer: ~Copyable {
    /// The headers of the next message composed from parts.
    package var headers = HeaderList()
    /// What messages are routed by that go through an exchange.
    package var routing: LineRouting?
    private var key = ByteBuffer()
    private var text = ByteBuffer()

    /// A composer that holds no memory yet.
    package init() {}

    /// The plain bytes of a record's key, valid until the next call; nil when it has none.
    package mutating func key(of record: BatchRecord, in body: ByteView) throws(LineError) -> ByteView? {
        guard let found = record.key else { return nil }
        let raw = body[found.range]
        if !found.hasEscapes, !record.isKeyBase64 { return raw }
        key.removeAll()
        if found.hasEscapes { JSONString.unescape(raw, into: &key) } else { key.append(raw) }
        guard record.isKeyBase64 else { return key.bytes }
        let encoded = key.count
        do throws(TextError) {
            // Decoded behind its text, then moved to the front.
            key.reserve(encoded + 4)
            try Base64.decode(key.bytes, into: &key)
        } catch { throw .keyBase64(position: found.range.lowerBound) }
        key.removeFirst(encoded)
        return key.bytes
    }

    /// Appends the suffix of a record of `body`; `key` is what `key(of:in:)` gave.
    @discardableResult
    package mutating func compose(
        _ record: BatchRecord, of body: ByteView, key: ByteView?, requiresJSON: Bool = false,
        into out: inout ByteBuffer
    ) throws(LineError) -> LineForm {
        headers.removeAll()
        if let object = record.headers { try headers.add(object: object, of: body) }
        var parts = plainParts(of: record, in: body, key: key, requiresJSON: requiresJSON)
        parts.routing = routing
        do throws(LineError) { return try LineSuffix.compose(parts, headers: headers, into: &out) } catch {
            if case .bodyBase64 = error { throw .bodyBase64(position: record.bodyRange.lowerBound) }
            throw error
        }
    }

    /// The record's parts without escapes; views into `text` or `body`.
    private mutating func plainParts(
        of record: BatchRecord, in body: ByteView, key: ByteView?, requiresJSON: Bool
    ) -> MessageParts {
        var contents = body[record.bodyRange]
        var type = MessageParts.ContentType.formDefault
        var escapedBytes = record.bodyHasEscapes ? contents.count : 0
        if case .text(let found) = record.contentType { escapedBytes += found.range.count }
        if let found = record.traits?.dedupeID, found.hasEscapes { escapedBytes += found.range.count }
        if let found = record.traits?.group, found.hasEscapes { escapedBytes += found.range.count }
        text.removeAll()
        // Room for both at once, since growing would move what the first view stands on.
        if escapedBytes > 0 { text.reserve(escapedBytes) }
        switch record.contentType {
        case .unstated: break
        case .none: type = .none
        case .text(let found):
            JSONString.unescape(body[found.range], into: &text)
            type = .sent(text.bytes)
        }
        if record.bodyHasEscapes {
            let start = text.count
            JSONString.unescape(contents, into: &text)
            contents = text.bytes.dropping(start)
        }
        var parts = MessageParts(
            body: Self.body(record, contents), contentType: type, key: key, eventTime: record.eventTime,
            requiresJSON: requiresJSON)
        guard let traits = record.traits else { return parts }
        parts.dedupeID = traits.dedupeID.map { plain($0, in: body) }
        parts.group = traits.group.map { plain($0, in: body) }
        return parts
    }

    /// A text without its escapes; a view into `body`, or into `text`, which has room for it.
    private mutating func plain(_ found: JSONStringRange, in body: ByteView) -> ByteView {
        guard found.hasEscapes else { return body[found.range] }
        let start = text.count
        JSONString.unescape(body[found.range], into: &text)
        return text.bytes.dropping(start)
    }

    private static func body(_ record: BatchRecord, _ contents: ByteView) -> MessageParts.Body {
        switch record.body {
        case .value: .value(contents, hasBreaks: record.bodyHasBreaks)
        case .text: .text(contents)
        case .base64: .base64(contents)
        case .tombstone: .tombstone
        }
    }
}
