package import Base

/// A content coding that the server takes off or puts on (RFC 9110, section 8.4.1).
package enum ContentCoding: UInt8, Sendable {
    case identity, gzip

    /// The coding that a Content-Encoding field names; anything but one of the two is refused.
    package init(_ field: ByteView?) throws(Refusal) {
        guard let field, !field.isEmpty else {
            self = .identity
            return
        }
        if field.equalsFolded("gzip") || field.equalsFolded("x-gzip") {
            self = .gzip
        } else if field.equalsFolded("identity") {
            self = .identity
        } else {
            throw Refusal(.unsupportedContentCoding)
        }
    }

    /// Whether an Accept-Encoding field asks for gzip; without the field nothing is compressed.
    package static func acceptsGzip(_ field: ByteView?) -> Bool {
        guard let field else { return false }
        var elements = ListElements(field)
        var wildcard = false
        while let element = elements.next() {
            let end = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
            let name = element[0..<end].trimmed
            let quality = Quality.read(element.dropping(end)) ?? 0
            if name.equalsFolded("gzip") || name.equalsFolded("x-gzip") { return quality > 0 }
            if name == "*" { wildcard = quality > 0 }
        }
        return wildcard
    }
}
