/// What a pattern takes, spelled out slowly over whole trees, to compare the compiled form with.
///
/// Knows only valid patterns and documents.
enum PatternOracle {
    static func matches(_ pattern: JSONTree, _ document: JSONTree) -> Bool {
        nested(pattern, document)
    }

    /// An object of fields against a value: any element of an array, what is no object has no fields.
    private static func nested(_ pattern: JSONTree, _ value: JSONTree?) -> Bool {
        switch value {
        case .object(let members): return object(pattern, members)
        case .array(let elements) where !elements.isEmpty:
            return elements.contains { nested(pattern, $0) }
        default: return object(pattern, [])
        }
    }

    private static func object(_ pattern: JSONTree, _ members: [(String, JSONTree)]) -> Bool {
        pattern.members.allSatisfy { name, asked in
            if name == "$or" { return asked.elements.contains { object($0, members) } }
            let value = members.last { $0.0.utf8.elementsEqual(name.utf8) }?.1
            if case .object = asked { return nested(asked, value) }
            return asked.elements.contains { field($0, value) }
        }
    }

    private static func field(_ matcher: JSONTree, _ value: JSONTree?) -> Bool {
        if case .object(let members) = matcher, members[0].0 == "exists" {
            return (members[0].1 == .boolean(true)) == (value != nil)
        }
        guard let value else { return false }
        return scalars(value).contains { takes(matcher, $0) }
    }

    /// The scalars of a value, through arrays in arrays.
    private static func scalars(_ value: JSONTree) -> [JSONTree] {
        switch value {
        case .array(let elements): elements.flatMap(scalars)
        case .object: []
        default: [value]
        }
    }

    private static func takes(_ matcher: JSONTree, _ value: JSONTree) -> Bool {
        guard case .object(let members) = matcher else { return equal(matcher, value) }
        let (name, argument) = members[0]
        switch name {
        case "anything-but":
            switch argument {
            case .array(let others): return !others.contains { equal($0, value) }
            case .object(let inner):
                guard case .array(let others) = inner[0].1 else { return !takes(argument, value) }
                return !others.contains { takes(.object([(inner[0].0, $0)]), value) }
            default: return !equal(argument, value)
            }
        case "numeric":
            guard case .number(let found) = value else { return false }
            let parts = argument.elements
            return stride(from: 0, to: parts.count, by: 2).allSatisfy { index in
                guard case .string(let sign) = parts[index], case .number(let limit) = parts[index + 1] else {
                    return false
                }
                let order = SlowDecimal.order(found, limit)
                switch sign {
                case "=": return order == 0
                case "<": return order < 0
                case "<=": return order <= 0
                case ">": return order > 0
                default: return order >= 0
                }
            }
        default:
            guard case .string(let text) = value else { return false }
            var found = Array(text.utf8)
            var wanted = argument
            if case .object(let inner) = argument {
                wanted = .string(String(decoding: folded(Array(inner[0].1.text.utf8)), as: UTF8.self))
                found = folded(found)
            }
            let bytes = Array(wanted.text.utf8)
            switch name {
            case "prefix": return found.starts(with: bytes)
            case "suffix": return found.reversed().starts(with: bytes.reversed())
            case "equals-ignore-case": return folded(found) == folded(bytes)
            default: return wildcard(bytes[...], found[...])
            }
        }
    }

    private static func equal(_ left: JSONTree, _ right: JSONTree) -> Bool {
        if case .number(let left) = left, case .number(let right) = right {
            return SlowDecimal.order(left, right) == 0
        }
        return left == right
    }

    private static func folded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
    }

    private static func wildcard(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        if first == UInt8(ascii: "*") {
            return wildcard(rest, text) || (!text.isEmpty && wildcard(pattern, text.dropFirst()))
        }
        if first == UInt8(ascii: "\\") {
            return text.first == rest.first && wildcard(rest.dropFirst(), text.dropFirst())
        }
        return text.first == first && wildcard(rest, text.dropFirst())
    }
}

/// Numbers as texts, aligned at their points with zeros and then compared as digits.
enum SlowDecimal {
    /// Less than 0, 0 or more, as `left` is to `right`; exponents must be small.
    static func order(_ left: String, _ right: String) -> Int {
        let (left, right) = (read(left), read(right))
        let whole = max(left.whole.count, right.whole.count)
        let part = max(left.part.count, right.part.count)
        let first =
            String(repeating: "0", count: whole - left.whole.count) + left.whole + left.part
            + String(repeating: "0", count: part - left.part.count)
        let second =
            String(repeating: "0", count: whole - right.whole.count) + right.whole + right.part
            + String(repeating: "0", count: part - right.part.count)
        let isZero = !(first + second).contains { $0 != "0" }
        if isZero { return 0 }
        let leftNegative = left.isNegative && first.contains { $0 != "0" }
        let rightNegative = right.isNegative && second.contains { $0 != "0" }
        if leftNegative != rightNegative { return leftNegative ? -1 : 1 }
        let order = first < second ? -1 : first == second ? 0 : 1
        return leftNegative ? -order : order
    }

    private static func read(_ text: String) -> (isNegative: Bool, whole: String, part: String) {
        let pieces = text.lowercased().split(separator: "e")
        let mantissa = pieces[0].drop { $0 == "-" }.split(separator: ".")
        var whole = String(mantissa[0])
        var part = mantissa.count > 1 ? String(mantissa[1]) : ""
        var exponent = pieces.count > 1 ? Int(pieces[1]) ?? 0 : 0
        while exponent > 0 {
            whole.append(part.isEmpty ? "0" : part.removeFirst())
            exponent -= 1
        }
        while exponent < 0 {
            part.insert(whole.isEmpty ? "0" : whole.removeLast(), at: part.startIndex)
            exponent += 1
        }
        return (text.hasPrefix("-"), whole, part)
    }
}
