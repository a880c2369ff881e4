package import Base
internal import LogFormat

/// A message as exchanges look at it: its routing key and its stored line.
///
/// Valid as long as both. What only some types of exchanges look at is read when it is first asked for.
package struct RoutedMessage: ~Copyable {
    /// A header, as places in `text`.
    struct Header {
        var nameHash: UInt64
        var name: Range<Int>
        var value: Range<Int>
    }

    package let key: ByteView
    package let line: ByteView
    private(set) var headers: [Header] = []
    private(set) var text = ByteBuffer()
    private var isRead = false
    private var spread: UInt64?

    package init(key: ByteView, line: ByteView) {
        self.key = key
        self.line = line
    }

    /// Reads the headers of the line, once.
    mutating func readHeaders() {
        if isRead { return }
        isRead = true
        guard let view = view() else { return }
        var text = ByteBuffer()
        var headers: [Header] = []
        view.forEachHeader { name, value in
            let start = text.count
            text.append(name)
            let middle = text.count
            text.append(value)
            headers.append(
                Header(nameHash: TextHash.of(name), name: start..<middle, value: middle..<text.count))
        }
        self.text = text
        self.headers = headers
    }

    /// What a `consistent_hash` exchange chooses by: the routing key, without one the message's key.
    mutating func spreadHash() -> UInt64 {
        if let spread { return spread }
        var hash = TextHash.of(key)
        if key.isEmpty, let view = view(), view.hasKey {
            var plain = ByteBuffer()
            view.writeKey(into: &plain)
            hash = TextHash.of(plain.bytes)
        }
        spread = hash
        return hash
    }

    private func view() -> LineSuffixView? {
        do throws(FormatError) { return try LineSuffixView(parsing: line) } catch { return nil }
    }
}

/// A hash of text that is the same in every process: FNV-1a, finished as SplitMix64 is.
enum TextHash {
    static func of(_ text: ByteView) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<text.count { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3 }
        return mix(hash)
    }

    static func mix(_ hash: UInt64) -> UInt64 {
        var word = hash
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
