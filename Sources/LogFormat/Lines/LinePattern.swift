package import Base
import JSONText

/// A pattern over stored messages: over their keys, headers and values.
package struct LinePattern: Sendable {
    private let pattern: Pattern

    /// Compiles the text of a pattern; nil when it is none.
    package init?(_ text: [UInt8]) {
        guard
            let pattern = text.withByteView({
                try? Pattern(compiling: $0, fields: ["key", "headers", "value"])
            })
        else { return nil }
        self.pattern = pattern
    }

    /// Whether it takes the message with this suffix.
    package func takes(_ suffix: ByteView) -> Bool {
        pattern.matches(members: suffix[0..<suffix.count - (suffix.last == 0x0A ? 1 : 0)])
    }
}
