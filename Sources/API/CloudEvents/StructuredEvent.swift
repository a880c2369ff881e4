internal import Base
internal import JSONText
internal import LogFormat

/// One event of the JSON format on its way into a line (json-format.md, "Envelope").
///
/// Its parts are views of it and of the document, valid until the next `read`.
struct StructuredEvent: ~Copyable {
    private enum Content {
        case absent
        case json(ByteView, hasBreaks: Bool)
        /// A string, in `plain`.
        case text
        /// What `data_base64` stands for, in `plain`.
        case bytes
    }

    private var type = ByteBuffer()
    private var plain = ByteBuffer()
    private var key = ByteBuffer()
    private var value = ByteBuffer()
    private var name = ByteBuffer()
    private var content = Content.absent

    /// Levels of nesting around the data of a lone event.
    static let levelsAround = 1

    /// What the event names as its partitioning key.
    var partitionKey: ByteView? { key.isEmpty ? nil : key.bytes }

    /// Reads an element of a batch; the message that it becomes, valid until the next is read.
    mutating func parts(
        reading element: JSONValue, requiresJSON: Bool, headers: inout HeaderList
    ) throws(Problem) -> MessageParts {
        try read(element, headers: &headers)
        var parts = parts
        parts.key = partitionKey
        parts.requiresJSON = requiresJSON
        return parts
    }

    /// The message that it becomes, without key.
    var parts: MessageParts {
        let contentType = type.isEmpty ? MessageParts.ContentType.none : .sent(type.bytes)
        switch content {
        case .absent: return MessageParts(body: .posted(.empty), contentType: contentType)
        case .bytes: return MessageParts(body: .posted(plain.bytes), contentType: contentType)
        case .text: return MessageParts(body: .text(plain.bytes), contentType: contentType)
        case .json(let bytes, let hasBreaks):
            return MessageParts(
                body: .value(bytes, hasBreaks: hasBreaks),
                contentType: type.isEmpty ? .formDefault : contentType)
        }
    }

    /// Reads a whole body, which is one event.
    mutating func read(
        _ body: ByteView, headers: inout LogFormat.HeaderList
    ) throws(Problem) {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(checking: body, depthMax: Limits.jsonDepthMax + Self.levelsAround)
        } catch { throw Problem(error, in: body) }
        try read(document, headers: &headers)
    }

    /// Reads one event; its attributes are added to `headers`.
    mutating func read(
        _ document: JSONValue, headers: inout LogFormat.HeaderList
    ) throws(Problem) {
        type.removeAll()
        key.removeAll()
        var attributes = EventAttributes()
        var json: JSONValue?
        var base64: JSONValue?
        guard document.isObject else {
            throw Problem(.invalidBody, "An event is an object.", fix: "Send {\"specversion\":\"1.0\", …}.")
        }
        var members = try BodyReader(document, known: [])
        while let member = try members.next() {
            switch member.name {
            case "data": json = member.value
            case "data_base64": base64 = member.value.isNull ? nil : member.value
            default: try read(member, into: &attributes, &headers)
            }
        }
        try attributes.finish()
        try take(data: json, base64: base64)
    }

    /// Takes over one attribute; `null` is as if it were not there.
    private mutating func read(
        _ member: JSONObjectReader.Member, into attributes: inout EventAttributes,
        _ headers: inout LogFormat.HeaderList
    ) throws(Problem) {
        name.removeAll()
        JSONString.unescape(member.name.raw, into: &name)
        if member.value.isNull { return }
        value.removeAll()
        do throws(JSONError) {
            if member.value.isString {
                try member.value.string(into: &value)
            } else if member.value.isBoolean, !isCore {
                value.append(member.value.raw)
            } else if !member.value.isObject, !member.value.isArray, !isCore {
                value.append(decimal: try member.value.integer(in: Int(Int32.min)...Int(Int32.max)))
            } else {
                throw member.value.refused(.wrongType(.string))
            }
        } catch {
            throw Problem(
                attribute: name.bytes,
                isCore ? "is not a string" : "is neither a string nor a boolean nor an integer of 32 bits",
                fix: "Send it as a string.")
        }
        if name.bytes == "datacontenttype" { return try takeType() }
        try attributes.add(name.bytes, value.bytes, to: &headers)
        if name.bytes == "partitionkey" { key.append(value.bytes) }
    }

    /// Whether `name` is an attribute of the specification itself; all of them are strings.
    private var isCore: Bool {
        let core: [StaticString] = [
            "id", "source", "specversion", "type", "datacontenttype", "dataschema", "subject", "time",
        ]
        return core.contains { name.bytes == $0 }
    }

    private mutating func takeType() throws(Problem) {
        let slash = value.bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0
        guard slash > 0, slash < value.count - 1, EventAttribute.isText(value.bytes) else {
            throw Problem(
                attribute: name.bytes, "is not a media type", fix: "Send one such as application/json.")
        }
        type.append(value.bytes)
    }

    /// Decides what the message's body is.
    private mutating func take(data json: JSONValue?, base64: JSONValue?) throws(Problem) {
        content = .absent
        plain.removeAll()
        if let base64 {
            if json != nil {
                throw Problem(
                    attribute: ByteView("data_base64"), "stands beside \"data\"", fix: "Give one of them.")
            }
            try decode(base64)
            content = .bytes
        } else if let json {
            try read(json)
        }
    }

    private mutating func read(_ data: JSONValue) throws(Problem) {
        if type.isEmpty || EventContent(type.bytes) == .json {
            do throws(JSONError) {
                let scan = try JSONScanner.scan(data.raw)
                content = .json(data.raw, hasBreaks: scan.firstBreak != nil)
            } catch { throw Problem(error, in: data.text, shift: data.range.lowerBound) }
            return
        }
        if data.isNull { return }
        do throws(JSONError) { try data.string(into: &plain) } catch {
            throw Problem(
                attribute: ByteView("data"), "is not a string, as its datacontenttype asks for",
                fix: "Send it as a string, as data_base64, or with a datacontenttype of JSON.")
        }
        content = .text
    }

    private mutating func decode(_ base64: JSONValue) throws(Problem) {
        value.removeAll()
        do throws(JSONError) { try base64.string(into: &value) } catch {
            throw Problem(attribute: ByteView("data_base64"), "is not a string", fix: "Send base64.")
        }
        do throws(TextError) { try Base64.decode(value.bytes, into: &plain) } catch {
            throw Problem(
                attribute: ByteView("data_base64"), "is not base64",
                fix: "Use the standard alphabet, padded.")
        }
    }
}
