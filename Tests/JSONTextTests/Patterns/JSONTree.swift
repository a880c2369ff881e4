/// A JSON text as a tree, the slow way; numbers stay texts.
indirect enum JSONTree {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([JSONTree])
    case object([(String, JSONTree)])

    var members: [(String, JSONTree)] { if case .object(let members) = self { members } else { [] } }
    var elements: [JSONTree] { if case .array(let elements) = self { elements } else { [] } }
    var text: String { if case .string(let text) = self { text } else { "" } }

    /// The tree as JSON; `escapes` picks the characters of strings that are written as escapes.
    func json(escapes: (Unicode.Scalar) -> Bool = { _ in false }) -> String {
        switch self {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .number(let text): return text
        case .string(let text): return Self.quoted(text, escapes)
        case .array(let elements):
            return "[" + elements.map { $0.json(escapes: escapes) }.joined(separator: ", ") + "]"
        case .object(let members):
            return "{"
                + members.map { "\(Self.quoted($0.0, escapes)):\($0.1.json(escapes: escapes))" }
                .joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String, _ escapes: (Unicode.Scalar) -> Bool) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" {
                out += "\\"
                out.unicodeScalars.append(scalar)
            } else if scalar.value < 0x20 || escapes(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

extension JSONTree: Equatable {
    /// Whether scalars are the same; numbers as texts.
    static func == (left: JSONTree, right: JSONTree) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }
}
