package import Base

/// What a `datacontenttype` says about how data stands in JSON (json-format.md, "Handling of data").
package enum EventContent {
    /// A JSON value under `data`.
    case json
    /// A string under `data`.
    case text
    /// Base64 under `data_base64`.
    case binary

    /// By the media type; a text in another character set than UTF-8 counts as binary.
    package init(_ type: ByteView) {
        let semicolon = type.firstIndex(of: UInt8(ascii: ";")) ?? type.count
        let essence = type[0..<semicolon].trimmed
        if Self.hasSubtype(essence, "json") {
            self = .json
        } else {
            switch TextCharset(parameters: type.dropping(semicolon)) {
            case .utf8: self = .text
            case .other: self = .binary
            case .absent: self = Self.isText(essence) ? .text : .binary
            }
        }
    }

    /// Whether a type without parameters is of a kind that people read.
    private static func isText(_ essence: ByteView) -> Bool {
        if essence.count > 5, essence[0..<5].equalsIgnoringCase("text/") { return true }
        if hasSubtype(essence, "xml") || hasSubtype(essence, "yaml") { return true }
        let others: [StaticString] = [
            "application/x-www-form-urlencoded", "application/javascript", "application/x-ndjson",
            "application/jsonl", "application/sql", "application/graphql",
        ]
        return others.contains { essence.equalsIgnoringCase($0) }
    }

    /// Whether it is `*/name` or `*/*+name`.
    private static func hasSubtype(_ essence: ByteView, _ name: StaticString) -> Bool {
        let start = essence.count - name.utf8CodeUnitCount
        guard start > 1, essence.dropping(start).equalsIgnoringCase(name) else { return false }
        return essence[start - 1] == UInt8(ascii: "/") || essence[start - 1] == UInt8(ascii: "+")
    }
}
