package import Base

/// The suffixes in an event's body.
extension AppendedView {
    /// The suffixes of the messages from `offset` on; nothing past the last.
    package func suffixes(from offset: Offset) -> ByteView {
        guard offset < end else { return .empty }
        var rest = body
        var passed = first
        while passed < offset {
            guard let length = rest.firstIndex(of: 0x0A) else { return .empty }
            rest = rest.dropping(length + 1)
            passed = passed + 1
        }
        return rest
    }

    /// The suffix of the message at `offset`, LF included; nil when it is not here.
    package func suffix(at offset: Offset) -> ByteView? {
        guard offset >= first, offset < end else { return nil }
        let rest = suffixes(from: offset)
        return rest[0..<(rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.count)]
    }
}
