internal import Base
internal import JSONText

/// Spells a value as JSON, for the few lines this program prints itself.
enum JSONLiteral {
    /// `text` in quotes.
    static func string(_ text: String) -> String {
        var literal = ByteBuffer(capacity: text.utf8.count + 2)
        JSONWriter.string(text, into: &literal)
        return literal.bytes.string
    }
}
