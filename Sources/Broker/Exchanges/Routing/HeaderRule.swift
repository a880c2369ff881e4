internal import Base
internal import LogFormat

/// The headers that a binding asks for, ready to compare.
struct HeaderRule {
    private struct Wish {
        let nameHash: UInt64
        let name: String
        let value: String?
    }

    private let isAny: Bool
    private let wishes: [Wish]

    init(_ binding: Binding) {
        let match = binding.match ?? .all
        isAny = match.isAny
        wishes = binding.headers.compactMap { header in
            if !match.countsX, header.name.hasPrefix("x-") { return nil }
            return Wish(
                nameHash: header.name.withByteView { TextHash.of($0) }, name: header.name,
                value: header.value)
        }
    }

    /// Whether the headers of a message are as they should be; with nothing to ask for `all` is, `any` is not.
    func takes(_ message: borrowing RoutedMessage) -> Bool {
        for wish in wishes where isMet(wish, message) == isAny { return isAny }
        return !isAny
    }

    /// Why it takes none: the first wish that is not met, or empty with nothing to ask for; nil when it does.
    func missing(in message: borrowing RoutedMessage) -> String? {
        if takes(message) { return nil }
        for wish in wishes where !isMet(wish, message) { return wish.name }
        return ""
    }

    private func isMet(_ wish: Wish, _ message: borrowing RoutedMessage) -> Bool {
        let text = message.text.bytes
        for header in message.headers where header.nameHash == wish.nameHash {
            guard wish.name.withByteView({ $0 == text[header.name] }) else { continue }
            guard let value = wish.value else { return true }
            if value.withByteView({ $0 == text[header.value] }) { return true }
        }
        return false
    }
}
