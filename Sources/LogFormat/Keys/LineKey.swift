package import Base
import JSONText

/// Where the key stands in a stored suffix; found without reading the rest of the line.
package struct LineKey {
    /// The key as it stands between its quotes.
    package let text: ByteView
    private let isBase64: Bool

    /// Finds the key of a suffix that `LineSuffix` wrote; nil when the message has none.
    package init?(of suffix: ByteView) {
        var rest = suffix
        if rest.hasPrefix("\"event_time\":\"") {
            let behind = 14 + Self.timeBytes + 2
            guard rest.count > behind else { return nil }
            rest = rest.dropping(behind)
        }
        if rest.hasPrefix("\"key\":\"") {
            rest = rest.dropping(7)
            isBase64 = false
        } else if rest.hasPrefix("\"key_base64\":\"") {
            rest = rest.dropping(14)
            isBase64 = true
        } else {
            return nil
        }
        guard let end = Self.end(of: rest) else { return nil }
        text = rest[0..<end]
    }

    /// Bytes of a time as lines have it.
    private static let timeBytes = 24

    /// The closing quote: the first that no backslash escapes.
    private static func end(of text: ByteView) -> Int? {
        var start = 0
        while let found = text.dropping(start).firstIndex(of: UInt8(ascii: "\"")) {
            let quote = start + found
            var slashes = 0
            while slashes < quote, text[quote - 1 - slashes] == UInt8(ascii: "\\") { slashes += 1 }
            if slashes & 1 == 0 { return quote }
            start = quote + 1
        }
        return nil
    }

    /// Lends the key's bytes; `scratch` is used when they do not stand in the line as they are.
    package func withBytes<Result>(_ scratch: inout ByteBuffer, _ body: (ByteView) -> Result) -> Result {
        let hasEscapes = !isBase64 && text.firstIndex(of: UInt8(ascii: "\\")) != nil
        guard isBase64 || hasEscapes else { return body(text) }
        scratch.removeAll()
        if isBase64 {
            // Base64 that `LineSuffix` wrote; a checksum guards it since.
            do throws(TextError) { try Base64.decode(text, into: &scratch) } catch { return body(.empty) }
        } else {
            JSONString.unescape(text, into: &scratch)
        }
        return body(scratch.bytes)
    }

    /// Whether a stored suffix, LF included or not, is that of a tombstone.
    ///
    /// No body ends like one: a value is whole JSON, in front of the last brace.
    package static func isTombstone(_ suffix: ByteView) -> Bool {
        let count = suffix.count - (suffix.last == 0x0A ? 1 : 0)
        let wanted = ByteView("\"tombstone\":true}")
        return count >= wanted.count && suffix[count - wanted.count..<count] == wanted
    }
}

extension KeyHasher {
    /// The hash of a stored suffix's key; `KeyHash.none` when it has none.
    package func hash(ofSuffix suffix: ByteView, _ scratch: inout ByteBuffer) -> KeyHash {
        guard let key = LineKey(of: suffix) else { return .none }
        let found = key.withBytes(&scratch) { hash($0) }
        return LineKey.isTombstone(suffix) ? found.ofTombstone : found
    }
}
