import Base

/// What a Content-Type says about the form that a body may take.
enum BodyKind {
    /// Declared JSON in UTF-8: shown as a value when it is valid.
    case json
    /// No type, or the one that curl sends unasked: a value when the bytes happen to be valid JSON.
    case undeclared
    /// Text or base64, as the bytes are.
    case other

    init(_ contentType: MessageParts.ContentType) {
        switch contentType {
        case .formDefault: self = .json
        case .none: self = .undeclared
        case .sent(let type): self = type == "application/json" ? .json : BodyKind(type)
        }
    }

    private init(_ type: ByteView) {
        let semicolon = type.firstIndex(of: UInt8(ascii: ";")) ?? type.count
        let essence = type[0..<semicolon].trimmed
        let isJSON =
            essence.equalsIgnoringCase("application/json") || essence.equalsIgnoringCase("text/json")
            || (essence.count > 5 && essence.dropping(essence.count - 5).equalsIgnoringCase("+json"))
        if isJSON {
            self = Self.isUTF8(type.dropping(semicolon)) ? .json : .other
        } else {
            self = essence.equalsIgnoringCase("application/x-www-form-urlencoded") ? .undeclared : .other
        }
    }

    /// Whether the parameters name no charset but UTF-8 or its subset.
    private static func isUTF8(_ parameters: ByteView) -> Bool {
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
            let isSame =
                name.equalsIgnoringCase("utf-8") || name.equalsIgnoringCase("utf8")
                || name.equalsIgnoringCase("us-ascii")
            if !isSame { return false }
        }
        return true
    }
}
