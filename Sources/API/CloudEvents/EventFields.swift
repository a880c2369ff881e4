internal import Base
internal import HTTPTransport

/// The attributes of an event in binary mode, which stand in the fields of its request.
enum EventFields {
    /// Whether a field's name is that of an attribute.
    static func isAttribute(_ name: ByteView) -> Bool {
        name.count > 3 && name[0..<3].equalsIgnoringCase("ce-")
    }

    /// Whether a field by itself says that a request is an event.
    static func isTelling(_ name: ByteView) -> Bool {
        name.equalsIgnoringCase("ce-specversion") || name.equalsIgnoringCase("ce-type")
            || name.equalsIgnoringCase("ce-source") || name.equalsIgnoringCase("ce-id")
    }

    /// Adds the attributes to the message's headers; `partitionkey` is its key unless another is given.
    static func add(from exchange: Exchange, to options: inout OptionReader) throws(Problem) {
        var attributes = EventAttributes()
        var name = ByteBuffer()
        var value = ByteBuffer()
        var refusal: Problem?
        exchange.forEachField { field, text in
            guard refusal == nil, isAttribute(field) else { return }
            name.removeAll()
            for index in 3..<field.count { name.append(field[index].asciiLowercased) }
            value.removeAll()
            EventFieldText.decode(text, into: &value)
            do throws(Problem) {
                if name.bytes == "datacontenttype" {
                    throw Problem(
                        attribute: name.bytes, "stands in Content-Type in binary mode",
                        fix: "Send it as Content-Type.")
                }
                try attributes.add(name.bytes, value.bytes, to: &options.headers)
                if name.bytes == "partitionkey" { options.takeKey(value.bytes) }
            } catch { refusal = error }
        }
        if let refusal { throw refusal }
        try attributes.finish()
    }
}
