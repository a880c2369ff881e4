import Base

/// Reading one matcher: a value, or an object with one operator.
extension PatternCompiler {
    mutating func matcher(_ value: JSONValue) throws(JSONError) -> Matcher {
        guard value.isObject else { return try scalar(value) }
        let member = try onlyMember(value)
        switch member.name {
        case "exists":
            guard member.value.isBoolean else { throw member.value.refused(.pattern(.notABoolean)) }
            return .exists(try member.value.boolean())
        case "numeric": return try range(member.value)
        case "anything-but": return try anythingBut(member.value)
        default: return try text(member, member.value)
        }
    }

    /// A value that is asked for as it is.
    private mutating func scalar(_ value: JSONValue) throws(JSONError) -> Matcher {
        try count(value)
        if value.isString { return .string(store(plain(try value.contents()))) }
        if value.isBoolean { return .boolean(try value.boolean()) }
        if value.isNull { return .null }
        if value.isArray || value.isObject { throw value.refused(.pattern(.notAMatcher)) }
        return .number(try number(value))
    }

    /// An operator on strings; `value` is the member's, or one of the list that is.
    private mutating func text(
        _ member: JSONObjectReader.Member, _ value: JSONValue
    ) throws(JSONError) -> Matcher {
        switch member.name {
        case "prefix":
            let (text, folding) = try affix(value)
            return .prefix(text, folding: folding)
        case "suffix":
            let (text, folding) = try affix(value)
            return .suffix(text, folding: folding)
        case "equals-ignore-case": return .folded(try string(value, folding: true))
        case "wildcard": return try wildcard(value)
        default:
            let name = member.value.name
            throw JSONError(.pattern(.unknownOperator), at: name.lowerBound - 1, name: name)
        }
    }

    private mutating func count(_ value: JSONValue) throws(JSONError) {
        values += 1
        if values > Limits.patternValuesMax { throw value.refused(.pattern(.tooManyValues)) }
    }

    private func onlyMember(_ object: JSONValue) throws(JSONError) -> JSONObjectReader.Member {
        var members = try object.object()
        guard let member = try members.next(), try members.next() == nil else {
            throw object.refused(.pattern(.notAnOperator))
        }
        return member
    }

    private mutating func string(_ value: JSONValue, folding: Bool) throws(JSONError) -> Range<Int> {
        try count(value)
        guard value.isString else { throw value.refused(.pattern(.notAString)) }
        let text = plain(try value.contents())
        return store(folding ? text.map(\.asciiLowercased) : text)
    }

    /// A string, or one in `{"equals-ignore-case": …}`.
    private mutating func affix(_ value: JSONValue) throws(JSONError) -> (Range<Int>, folding: Bool) {
        guard value.isObject else { return (try string(value, folding: false), false) }
        let member = try onlyMember(value)
        switch member.name {
        case "equals-ignore-case": return (try string(member.value, folding: true), true)
        default:
            let name = member.value.name
            throw JSONError(.pattern(.unknownOperator), at: name.lowerBound - 1, name: name)
        }
    }

    private mutating func anythingBut(_ value: JSONValue) throws(JSONError) -> Matcher {
        var others: [Matcher] = []
        if value.isObject {
            let member = try onlyMember(value)
            if member.value.isArray {
                var elements = try member.value.array()
                while let element = try elements.next() { others.append(try text(member, element)) }
            } else {
                others.append(try text(member, member.value))
            }
        } else if value.isArray {
            var elements = try value.array()
            while let element = try elements.next() { others.append(try scalar(element)) }
        } else {
            others.append(try scalar(value))
        }
        if others.isEmpty { throw value.refused(.pattern(.emptyList)) }
        return .anythingBut(append(others))
    }

    private mutating func wildcard(_ value: JSONValue) throws(JSONError) -> Matcher {
        try count(value)
        guard value.isString else { throw value.refused(.pattern(.notAString)) }
        wildcards += 1
        if wildcards > Limits.patternWildcardsMax { throw value.refused(.pattern(.tooManyWildcards)) }
        var pieces: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in plain(try value.contents()) {
            if isEscaped {
                guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: "\\") else {
                    throw value.refused(.pattern(.wildcardEscape))
                }
                pieces[pieces.count - 1].append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "*") {
                pieces.append([])
            } else {
                pieces[pieces.count - 1].append(byte)
            }
        }
        if isEscaped { throw value.refused(.pattern(.wildcardEscape)) }
        if pieces.count == 1 { return .string(store(pieces[0])) }
        let start = pattern.wildcards.count
        for piece in pieces { append(piece) }
        return .wildcard(start..<pattern.wildcards.count)
    }

    private mutating func append(_ piece: [UInt8]) {
        let start = pattern.fallbacks.count
        pattern.wildcards.append(WildcardPiece(bytes: store(piece), fallbacks: start))
        var reached = 0
        for index in piece.indices {
            while index > 0, reached > 0, piece[reached] != piece[index] {
                reached = Int(pattern.fallbacks[start + reached - 1])
            }
            if index > 0, piece[reached] == piece[index] { reached += 1 }
            pattern.fallbacks.append(UInt16(reached))
        }
    }
}
