package import Base

/// A compiled pattern over JSON documents, in the syntax of EventBridge's and SNS's filter policies.
///
/// Flat and immutable: any thread may match with it. An object of fields holds when each of its fields
/// does, and of every `$or` one object. A field is a list of matchers, one of which must take the value,
/// or an object of fields of the value. An array matches by any one of its elements, a nested object by
/// one element as a whole. What is no object has no fields: only `{"exists": false}` takes them. Of a name
/// that a document repeats the last counts. Letters beyond ASCII equal only themselves.
package struct Pattern: Sendable {
    /// An object position of the pattern: all that is asked of one object, by every `$or` there.
    struct Scope {
        var fields = 0..<0
        var outcomes = 0..<0
        /// The conditions that hold for a field that is not there.
        var absent: UInt64 = 0
        /// What the scope's outcomes are for something without fields.
        var hollow: UInt64 = 0
    }

    /// A name in a scope, and what is asked of its value.
    struct Field {
        var name: Range<Int>
        var leaves: Range<Int>
        /// The scope of the value, -1 for none.
        var scope: Int
        /// The conditions that this field decides.
        var conditions: UInt64
        /// Those that hold whatever the value is.
        var present: UInt64
    }

    /// One list of matchers: any of them makes the condition hold.
    struct Leaf {
        var matchers: Range<Int>
        var condition: UInt64
    }

    /// A formula over a scope's conditions, and the condition of the scope around that it decides.
    struct Outcome {
        var formula: Int
        var condition: UInt64
    }

    /// Conditions that must hold all, and formulas one of which must, if there are any.
    struct Formula {
        var conditions: UInt64 = 0
        var alternatives = 0..<0
    }

    var scopes: [Scope] = []
    var fields: [Field] = []
    var leaves: [Leaf] = []
    var outcomes: [Outcome] = []
    var formulas: [Formula] = []
    var matchers: [Matcher] = []
    var wildcards: [WildcardPiece] = []
    /// For every byte of a wildcard's piece the length of the longest start that ends there.
    var fallbacks: [UInt16] = []
    /// Names, strings and digits, plain.
    var bytes: [UInt8] = []

    init() {}

    /// Compiles an object of fields; errors have the position in `text` and, mostly, a `PatternFault`.
    ///
    /// With `fields`, documents are known to have no others, and a pattern may ask for these alone.
    package init(compiling text: ByteView, fields: [StaticString] = []) throws(JSONError) {
        guard text.count <= Limits.patternBytesMax else {
            throw JSONError(.pattern(.tooLong), at: Limits.patternBytesMax)
        }
        var cursor = JSONCursor(text)
        let start = try cursor.skipValue(depthMax: Limits.patternDepthMax)
        let end = cursor.index
        try cursor.finish()
        var compiler = PatternCompiler(fields)
        try compiler.compile(JSONValue(text: text, range: start..<end, name: 0..<0))
        self = compiler.linked()
    }

    /// Whether it takes a valid JSON document; one that is not valid as far as it is read is not taken.
    package func matches(_ document: ByteView) -> Bool {
        bytes.withByteView { bytes in
            var run = PatternRun(self, bytes, document)
            do throws(JSONError) { return try run.document() } catch { return false }
        }
    }

    /// Whether it takes the object whose members are `members`, from the first name's quote to its bracket.
    package func matches(members: ByteView) -> Bool {
        bytes.withByteView { bytes in
            var run = PatternRun(self, bytes, members)
            do throws(JSONError) { return try run.members(scopes[0]) != 0 } catch { return false }
        }
    }

    /// The outcomes of a scope of whose conditions `conditions` hold.
    func outcomes(_ scope: Scope, _ conditions: UInt64) -> UInt64 {
        var result: UInt64 = 0
        for index in scope.outcomes where holds(outcomes[index].formula, conditions) {
            result |= outcomes[index].condition
        }
        return result
    }

    private func holds(_ formula: Int, _ conditions: UInt64) -> Bool {
        let formula = formulas[formula]
        guard formula.conditions & ~conditions == 0 else { return false }
        if formula.alternatives.isEmpty { return true }
        for alternative in formula.alternatives where holds(alternative, conditions) { return true }
        return false
    }
}
