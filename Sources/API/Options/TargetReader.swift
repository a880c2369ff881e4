internal import Base
internal import JSONText

/// A member of a body that names a queue or a topic, or an exchange where that is possible.
enum TargetReader {
    /// What is named.
    enum Target {
        case queue(String)
        case topic(String)
    }

    /// `{"queue":"jobs"}` or `{"topic":"orders"}`; nil when it names nothing. `value` is an object.
    ///
    /// Two names are refused, `name` being that of the member.
    static func read(
        _ name: StaticString, _ value: JSONValue, later: [String] = []
    ) throws(Problem) -> Target? {
        var members = try BodyReader(value, known: ["queue", "topic"], later: later)
        var found: Target?
        while let member = try members.next() {
            guard found == nil else {
                throw Problem(
                    .invalidBody, "\(name) names two targets.", fix: "Name one queue or one topic.")
            }
            switch member.name {
            case "queue": found = .queue(try members.string(member.value))
            case "topic": found = .topic(try members.string(member.value))
            default: throw members.unknown(member)
            }
        }
        return found
    }
}
