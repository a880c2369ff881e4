package import Base
internal import JSONText

/// A compiled pattern over the messages of lines: their `key`, `headers` and `value`.
///
/// Immutable; any thread may match with it.
package struct LineFilter: Sendable {
    private let pattern: Pattern

    /// Nil when the text is no pattern; `Pattern` tells what is wrong with it.
    package init?(_ text: ByteView) {
        do throws(JSONError) {
            pattern = try Pattern(compiling: text, fields: ["key", "headers", "value"])
        } catch { return nil }
    }

    /// Whether it takes the message of a stored suffix.
    package func takes(_ suffix: ByteView) -> Bool {
        pattern.matches(members: suffix[0..<suffix.count - (suffix.last == 0x0A ? 1 : 0)])
    }
}
