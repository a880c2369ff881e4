package import Base

/// A member name as it stands in a text; a `switch` over it takes literals as patterns.
package struct JSONName: Sendable {
    /// What stands between the quotes, maybe with escapes.
    package let raw: ByteView
    /// Whether `raw` has escapes.
    package let hasEscapes: Bool

    /// Whether the name is `literal`, however it is escaped.
    package static func ~= (literal: StaticString, name: JSONName) -> Bool {
        name.isEqual(ByteView(literal))
    }

    /// Whether the plain name is `bytes`.
    func isEqual(_ bytes: ByteView) -> Bool { hasEscapes ? unescaped { $0 == bytes } : raw == bytes }

    /// The name as a string.
    package var string: String { hasEscapes ? unescaped(\.string) : raw.string }

    /// FNV-1a of the plain name.
    var hash: UInt64 { hasEscapes ? unescaped(Self.hash) : Self.hash(raw) }

    private static func hash(_ bytes: ByteView) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return hash
    }

    private func unescaped<Result>(_ body: (ByteView) -> Result) -> Result {
        var plain = ByteBuffer(capacity: raw.count)
        JSONString.unescape(raw, into: &plain)
        return body(plain.bytes)
    }
}
