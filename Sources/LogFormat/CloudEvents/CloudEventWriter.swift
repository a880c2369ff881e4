package import Base
internal import JSONText

/// Writes stored messages as CloudEvents in the JSON format, every attribute as a string.
///
/// A message whose headers hold all that an event needs is written as the event that it is, and headers that
/// are no attributes are left out. Any other message becomes an event of type `martlet.message`, whose source
/// is the topic and whose id says where it stands. Keeps memory for the largest body; belongs to one answer.
package struct CloudEventWriter: ~Copyable {
    private var source = ByteBuffer()
    private var type = ByteBuffer()
    private var body = ByteBuffer()

    /// `source` is what messages that are no events come from, such as `/v1/topics/orders`.
    package init(source: ByteView) { self.source.append(source) }

    /// Appends one message as a JSON object; false, and nothing, if its line cannot be read.
    package mutating func write(
        _ message: MessageRun.Message, partition: UInt32?, into out: inout ByteBuffer
    ) -> Bool {
        let line: LineSuffixView
        do throws(FormatError) { line = try LineSuffixView(parsing: message.suffix) } catch { return false }
        let start = out.count
        out.append(UInt8(ascii: "{"))
        if !line.writeEventAttributes(into: &out) {
            out.truncate(to: start)
            out.append(UInt8(ascii: "{"))
            describe(line, message, partition, into: &out)
        }
        appendContent(of: line, into: &out)
        out.append(UInt8(ascii: "}"))
        return true
    }

    /// Makes attributes for a message that has none.
    private func describe(
        _ line: LineSuffixView, _ message: MessageRun.Message, _ partition: UInt32?,
        into out: inout ByteBuffer
    ) {
        out.append("\"specversion\":\"1.0\",\"id\":\"")
        if let partition {
            out.append(decimal: UInt64(partition))
            out.append(UInt8(ascii: "-"))
        }
        out.append(decimal: message.offset.rawValue)
        out.append(UInt8(ascii: "\""))
        JSONWriter.member("source", source.bytes, into: &out)
        JSONWriter.member(
            "type", line.form == .tombstone ? "martlet.tombstone" : "martlet.message", into: &out)
        JSONWriter.member("time", line.eventTime ?? message.timestamp, into: &out)
        var key = ByteBuffer()
        if line.writeKey(into: &key), !key.isEmpty, EventAttribute.isText(key.bytes) {
            JSONWriter.member("partitionkey", key.bytes, into: &out)
        }
    }

    private mutating func appendContent(of line: LineSuffixView, into out: inout ByteBuffer) {
        if line.form == .tombstone { return }
        type.removeAll()
        var content = EventContent.binary
        if line.writeContentType(into: &type) {
            JSONWriter.member("datacontenttype", type.bytes, into: &out)
            content = EventContent(type.bytes)
        }
        if content == .json, line.form == .value {
            JSONWriter.name("data", into: &out)
            return out.append(line.line[line.bodyRange])
        }
        body.removeAll()
        line.writeRawBody(into: &body)
        if body.isEmpty { return }
        if content == .text, UTF8Text.isValid(body.bytes) {
            return JSONWriter.member("data", body.bytes, into: &out)
        }
        JSONWriter.name("data_base64", into: &out)
        out.append(UInt8(ascii: "\""))
        Base64.encode(body.bytes, into: &out)
        out.append(UInt8(ascii: "\""))
    }
}

extension LineSuffixView {
    /// Whether its headers hold a CloudEvent: all required attributes, and none twice.
    package var isCloudEvent: Bool {
        var required = EventAttribute.Required()
        var isSound = true
        forEachAttribute { name, value, isRepeated in
            required.note(name)
            if isRepeated || name == "specversion" && !(value == EventAttribute.version) { isSound = false }
        }
        return isSound && required.isComplete
    }

    /// Appends the attributes as members in the order of their headers; false if this is no event, and then
    /// what was appended means nothing.
    func writeEventAttributes(into out: inout ByteBuffer) -> Bool {
        guard isCloudEvent else { return false }
        forEachAttribute { name, value, _ in
            JSONWriter.name(name, into: &out)
            JSONWriter.string(value, into: &out)
        }
        return true
    }

    /// Calls `body` with each header that is an attribute; further values of one come as repeated.
    private func forEachAttribute(_ body: (_ name: ByteView, _ value: ByteView, _ isRepeated: Bool) -> Void) {
        var last = ByteBuffer()
        forEachHeader { header, value in
            guard let name = EventAttribute.name(ofHeader: header) else { return }
            let isRepeated = last.bytes == name
            last.removeAll()
            last.append(name)
            body(name, value, isRepeated)
        }
    }
}
