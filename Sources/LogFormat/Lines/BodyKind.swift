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
            self = TextCharset(parameters: type.dropping(semicolon)) == .other ? .other : .json
        } else {
            self = essence.equalsIgnoringCase("application/x-www-form-urlencoded") ? .undeclared : .other
        }
    }
}
