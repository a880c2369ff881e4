internal import Base

/// Comparison of entity tags (RFC 9110, section 13.1.2).
enum ETag {
    /// Whether an If-None-Match field names `tag` or `*`; weak tags count like strong ones.
    static func matches(_ field: ByteView, _ tag: ByteView) -> Bool {
        var rest = field
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
            var element = rest[0..<end].trimmed
            rest = rest.dropping(min(end + 1, rest.count))
            if element == "*" { return true }
            if element.hasPrefix("W/") { element = element.dropping(2) }
            if element == tag { return true }
        }
        return false
    }
}
