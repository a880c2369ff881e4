import Base

/// Reads a pattern's fields; its operators are read in `PatternCompiler+Operators`.
struct PatternCompiler {
    private struct Scope {
        var fields: [Field] = []
        var outcomes: [Pattern.Outcome] = []
        var conditions = 0
        var absent: UInt64 = 0
    }

    private struct Field {
        let name: [UInt8]
        var leaves: [Pattern.Leaf] = []
        var scope = -1
        var conditions: UInt64 = 0
        var present: UInt64 = 0
    }

    /// What is complete as it is read: matchers, formulas and bytes.
    var pattern = Pattern()
    var values = 0
    var wildcards = 0
    private var scopes = [Scope()]
    /// What the outermost objects may name; anything if empty.
    private let known: [StaticString]

    init(_ known: [StaticString]) { self.known = known }

    mutating func compile(_ whole: JSONValue) throws(JSONError) {
        guard whole.isObject else { throw whole.refused(.pattern(.notAnObject)) }
        let formula = try fields(of: whole, in: 0)
        conclude(formula, in: 0, condition: 1)
    }

    private mutating func conclude(_ formula: Pattern.Formula, in scope: Int, condition: UInt64) {
        pattern.formulas.append(formula)
        scopes[scope].outcomes.append(
            Pattern.Outcome(formula: pattern.formulas.count - 1, condition: condition))
    }

    /// What an object of fields asks; all `$or` of one place share its scope.
    private mutating func fields(of object: JSONValue, in scope: Int) throws(JSONError) -> Pattern.Formula {
        var formula = Pattern.Formula()
        var members = try object.object()
        var count = 0
        while let member = try members.next() {
            count += 1
            switch member.name {
            case "$or": formula.alternatives = try alternatives(member.value, in: scope)
            default: formula.conditions |= try field(member, in: scope)
            }
        }
        if count == 0 { throw object.refused(.pattern(.emptyObject)) }
        return formula
    }

    private mutating func alternatives(_ list: JSONValue, in scope: Int) throws(JSONError) -> Range<Int> {
        guard list.isArray else { throw list.refused(.pattern(.notAlternatives)) }
        var formulas: [Pattern.Formula] = []
        var elements = try list.array()
        while let element = try elements.next() {
            guard element.isObject else { throw element.refused(.pattern(.notAlternatives)) }
            formulas.append(try fields(of: element, in: scope))
        }
        if formulas.isEmpty { throw list.refused(.pattern(.emptyList)) }
        let start = pattern.formulas.count
        pattern.formulas += formulas
        return start..<pattern.formulas.count
    }

    /// Adds what is asked of a field; returns its condition.
    private mutating func field(
        _ member: JSONObjectReader.Member, in scope: Int
    ) throws(JSONError) -> UInt64 {
        let value = member.value
        if scope == 0, !known.isEmpty, !known.contains(where: { $0 ~= member.name }) {
            throw JSONError(.pattern(.unknownField), at: value.name.lowerBound - 1, name: value.name)
        }
        guard value.isArray || value.isObject else { throw value.refused(.pattern(.notAField)) }
        guard scopes[scope].conditions < Limits.patternConditionsMax else {
            throw value.refused(.pattern(.tooManyConditions))
        }
        let condition: UInt64 = 1 << UInt64(scopes[scope].conditions)
        scopes[scope].conditions += 1
        let index = fieldIndex(plain(member.name.raw), in: scope)
        scopes[scope].fields[index].conditions |= condition
        if value.isArray {
            try leaf(value, condition, in: scope, field: index)
            return condition
        }
        if scopes[scope].fields[index].scope < 0 {
            scopes[scope].fields[index].scope = scopes.count
            scopes.append(Scope())
        }
        let inner = scopes[scope].fields[index].scope
        conclude(try fields(of: value, in: inner), in: inner, condition: condition)
        return condition
    }

    private mutating func fieldIndex(_ name: [UInt8], in scope: Int) -> Int {
        if let index = scopes[scope].fields.firstIndex(where: { $0.name == name }) { return index }
        scopes[scope].fields.append(Field(name: name))
        return scopes[scope].fields.count - 1
    }

    private mutating func leaf(
        _ list: JSONValue, _ condition: UInt64, in scope: Int, field: Int
    ) throws(JSONError) {
        var matchers: [Matcher] = []
        var elements = try list.array()
        while let element = try elements.next() {
            let matcher = try matcher(element)
            switch matcher {
            case .exists(true): scopes[scope].fields[field].present |= condition
            case .exists(false): scopes[scope].absent |= condition
            default: matchers.append(matcher)
            }
        }
        if elements.count == 0 { throw list.refused(.pattern(.emptyList)) }
        let leaf = Pattern.Leaf(matchers: append(matchers), condition: condition)
        scopes[scope].fields[field].leaves.append(leaf)
    }

    /// Puts matchers one behind the other.
    mutating func append(_ matchers: [Matcher]) -> Range<Int> {
        let start = pattern.matchers.count
        pattern.matchers += matchers
        return start..<pattern.matchers.count
    }

    /// What the contents of a string stand for.
    func plain(_ raw: ByteView) -> [UInt8] {
        var plain = ByteBuffer(capacity: raw.count)
        JSONString.unescape(raw, into: &plain)
        return plain.bytes.array
    }

    /// Puts bytes into the pattern.
    mutating func store(_ bytes: [UInt8]) -> Range<Int> {
        let start = pattern.bytes.count
        pattern.bytes += bytes
        return start..<pattern.bytes.count
    }

    /// Lays the scopes out flat, inner ones first, since what holds of nothing is known from within.
    consuming func linked() -> Pattern {
        var linked = pattern
        linked.scopes = Array(repeating: Pattern.Scope(), count: scopes.count)
        for index in scopes.indices.reversed() {
            let source = scopes[index]
            var scope = Pattern.Scope(absent: source.absent)
            let firstField = linked.fields.count
            for field in source.fields {
                let firstLeaf = linked.leaves.count
                linked.leaves += field.leaves
                let name = linked.bytes.count
                linked.bytes += field.name
                linked.fields.append(
                    Pattern.Field(
                        name: name..<linked.bytes.count, leaves: firstLeaf..<linked.leaves.count,
                        scope: field.scope, conditions: field.conditions, present: field.present))
                if field.scope >= 0 { scope.absent |= linked.scopes[field.scope].hollow }
            }
            scope.fields = firstField..<linked.fields.count
            let firstOutcome = linked.outcomes.count
            linked.outcomes += source.outcomes
            scope.outcomes = firstOutcome..<linked.outcomes.count
            scope.hollow = linked.outcomes(scope, scope.absent)
            linked.scopes[index] = scope
        }
        return linked
    }
}
