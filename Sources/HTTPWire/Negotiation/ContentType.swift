package import Base

/// A Content-Type field taken apart as far as routes ask: what kind of body, in which character set.
package struct ContentType: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// No field, or an empty one.
        case absent
        /// `application/json`, `text/json`, or any type that ends in `+json`.
        case json
        /// `application/x-ndjson`, `application/ndjson`, `application/jsonl`.
        case ndjson
        /// `text/plain`.
        case text
        /// `application/x-www-form-urlencoded`, which curl sends unless told otherwise.
        case form
        case octets
        case other
    }

    package enum Charset: UInt8, Sendable { case absent, utf8, other }

    package let kind: Kind
    package let charset: Charset

    package init(_ field: ByteView?) {
        guard let field, !field.isEmpty else {
            kind = .absent
            charset = .absent
            return
        }
        let end = field.firstIndex(of: UInt8(ascii: ";")) ?? field.count
        kind = ContentType.kind(field[0..<end].trimmed)
        charset = ContentType.charset(field.dropping(end))
    }

    private static func kind(_ essence: ByteView) -> Kind {
        if essence.equalsFolded("application/json") || essence.equalsFolded("text/json") { return .json }
        if essence.equalsFolded("application/x-www-form-urlencoded") { return .form }
        if essence.equalsFolded("text/plain") { return .text }
        if essence.equalsFolded("application/octet-stream") { return .octets }
        if essence.equalsFolded("application/x-ndjson") || essence.equalsFolded("application/ndjson")
            || essence.equalsFolded("application/jsonl")
        {
            return .ndjson
        }
        if essence.count > 5, essence.dropping(essence.count - 5).equalsFolded("+json") { return .json }
        return .other
    }

    private static func charset(_ parameters: ByteView) -> Charset {
        var elements = ListElements(parameters, separator: UInt8(ascii: ";"))
        while let element = elements.next() {
            guard element.count > 8, element[0..<8].equalsFolded("charset=") else { continue }
            var value = element.dropping(8)
            if value.count >= 2, value[0] == UInt8(ascii: "\""), value[value.count - 1] == UInt8(ascii: "\"")
            {
                value = value[1..<value.count - 1]
            }
            return value.equalsFolded("utf-8") || value.equalsFolded("utf8") ? .utf8 : .other
        }
        return .absent
    }
}
