internal import Base
internal import JSONText

/// A JSON object composed member by member, for the output of tools.
struct JSONLine {
    private var members: [String] = []

    mutating func add(_ name: String, _ text: String) { put(name, JSONLiteral.string(text)) }
    mutating func add(_ name: String, _ number: Int) { put(name, "\(number)") }
    mutating func add(_ name: String, _ number: UInt64) { put(name, "\(number)") }
    mutating func add(_ name: String, _ flag: Bool) { put(name, "\(flag)") }
    /// A member that is JSON already.
    mutating func add(_ name: String, json: String) { put(name, json) }
    mutating func add(_ name: String, _ time: Instant) { add(name, TimestampText.string(time)) }
    mutating func add(_ name: String, _ object: JSONLine) { put(name, object.text) }
    mutating func add(_ name: String, _ objects: [JSONLine]) {
        put(name, "[" + objects.map(\.text).joined(separator: ",") + "]")
    }
    mutating func add(_ name: String, _ texts: [String]) {
        put(name, "[" + texts.map(JSONLiteral.string).joined(separator: ",") + "]")
    }

    private mutating func put(_ name: String, _ value: String) {
        members.append(JSONLiteral.string(name) + ":" + value)
    }

    var text: String { "{" + members.joined(separator: ",") + "}" }
}
