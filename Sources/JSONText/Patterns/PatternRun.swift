import Base

/// One pass over a document with a pattern.
struct PatternRun {
    private let pattern: Pattern
    private let bytes: ByteView
    private var cursor: JSONCursor
    private var depth = 0

    /// `bytes` are those of the pattern.
    init(_ pattern: Pattern, _ bytes: ByteView, _ document: ByteView) {
        self.pattern = pattern
        self.bytes = bytes
        cursor = JSONCursor(document)
    }

    mutating func document() throws(JSONError) -> Bool {
        let whole = Pattern.Field(name: 0..<0, leaves: 0..<0, scope: 0, conditions: 1, present: 0)
        let outcome = try value(whole)
        try cursor.finish()
        return outcome != 0
    }

    /// Passes an object from behind its bracket; returns the outcomes of its scope.
    mutating func members(_ scope: Pattern.Scope) throws(JSONError) -> UInt64 {
        if cursor.take("}") { return scope.hollow }
        var conditions = scope.absent
        repeat {
            let name = try cursor.name()
            if let field = field(scope, name) {
                let found = try value(field)
                conditions = conditions & ~field.conditions | found | field.present
            } else {
                _ = try cursor.skipValue()
            }
        } while cursor.take(",")
        guard cursor.take("}") else { throw cursor.expected(.commaOrEnd) }
        return pattern.outcomes(scope, conditions)
    }

    private func field(_ scope: Pattern.Scope, _ name: JSONStringRange) -> Pattern.Field? {
        let raw = cursor.view(name.range)
        for index in scope.fields {
            let wanted = bytes[pattern.fields[index].name]
            if name.hasEscapes {
                if PlainText(raw, hasEscapes: true).isEqual(wanted, folding: false) {
                    return pattern.fields[index]
                }
            } else if raw == wanted {
                return pattern.fields[index]
            }
        }
        return nil
    }

    /// Passes the value of a field; returns the conditions that hold by it.
    private mutating func value(_ field: Pattern.Field) throws(JSONError) -> UInt64 {
        cursor.skipSpace()
        switch cursor.current {
        case UInt8(ascii: "{"):
            if field.scope < 0 {
                _ = try cursor.skipValue()
                return 0
            }
            try enter()
            let outcomes = try members(pattern.scopes[field.scope])
            depth -= 1
            return outcomes
        case UInt8(ascii: "["):
            try enter()
            if cursor.take("]") {
                depth -= 1
                return hollow(field)
            }
            var conditions: UInt64 = 0
            repeat { conditions |= try value(field) } while cursor.take(",")
            guard cursor.take("]") else { throw cursor.expected(.commaOrEnd) }
            depth -= 1
            return conditions
        default: return try scalar(field) | hollow(field)
        }
    }

    /// Passes an opening bracket.
    private mutating func enter() throws(JSONError) {
        if depth == Limits.jsonDepthMax { throw cursor.expected(.fewerLevels) }
        depth += 1
        cursor.index &+= 1
    }

    /// What holds of the fields of something that has none.
    private func hollow(_ field: Pattern.Field) -> UInt64 {
        field.scope < 0 ? 0 : pattern.scopes[field.scope].hollow
    }

    private mutating func scalar(_ field: Pattern.Field) throws(JSONError) -> UInt64 {
        if field.leaves.isEmpty {
            _ = try cursor.skipValue()
            return 0
        }
        let scalar: PatternScalar
        if cursor.current == UInt8(ascii: "\"") {
            let string = try cursor.string()
            scalar = .string(PlainText(cursor.view(string.range), hasEscapes: string.hasEscapes))
        } else {
            let start = try cursor.skipValue()
            let text = cursor.view(start..<cursor.index)
            switch text[0] {
            case UInt8(ascii: "t"): scalar = .boolean(true)
            case UInt8(ascii: "f"): scalar = .boolean(false)
            case UInt8(ascii: "n"): scalar = .null
            default: scalar = .number(DecimalText(text))
            }
        }
        var conditions: UInt64 = 0
        for index in field.leaves {
            let leaf = pattern.leaves[index]
            for matcher in leaf.matchers where pattern.takes(pattern.matchers[matcher], scalar, bytes) {
                conditions |= leaf.condition
                break
            }
        }
        return conditions
    }
}
