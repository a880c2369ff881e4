import Base

/// The character set that the parameters of a Content-Type name.
enum TextCharset {
    case absent
    /// UTF-8 or its subset.
    case utf8
    case other

    /// Reads what stands behind the media type, from its first semicolon on.
    init(parameters: ByteView) {
        var rest = parameters
        while !rest.isEmpty {
            rest = rest.dropping(1)
            let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.count
            let parameter = rest[0..<end].trimmed
            rest = rest.dropping(end)
            guard parameter.count > 8, parameter[0..<8].equalsIgnoringCase("charset=") else { continue }
            var name = parameter.dropping(8)
            if name.count >= 2, name.first == UInt8(ascii: "\""), name.last == UInt8(ascii: "\"") {
                name = name[1..<name.count - 1]
            }
            let isUTF8 =
                name.equalsIgnoringCase("utf-8") || name.equalsIgnoringCase("utf8")
                || name.equalsIgnoringCase("us-ascii")
            self = isUTF8 ? .utf8 : .other
            return
        }
        self = .absent
    }
}
