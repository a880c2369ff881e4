internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

/// A member of a body that names a queue or a topic, or an exchange where that is possible.
enum TargetReader {
    /// What is named.
    enum Target {
        case queue(String)
        case topic(String)
        case exchange(String, routingKey: String?)
    }

    /// `{"queue":"jobs"}`, `{"topic":"orders"}` or, where that is possible, `{"exchange":"audit","routing_key":"a.b"}`.
    ///
    /// Nil when it names nothing. Two names are refused, `owner` being that of the member; `value` is an object.
    static func read(
        _ owner: StaticString, _ value: JSONValue, takesExchange: Bool = false
    ) throws(Problem) -> Target? {
        var members = try BodyReader(
            value, known: ["queue", "topic"] + (takesExchange ? ["exchange", "routing_key"] : []))
        var found: Target?
        var routingKey: String?
        while let member = try members.next() {
            let name: Target
            switch member.name {
            case "routing_key" where takesExchange:
                routingKey = try self.routingKey(member.value, members)
                continue
            case "queue": name = .queue(try members.string(member.value))
            case "topic": name = .topic(try members.string(member.value))
            case "exchange" where takesExchange:
                name = .exchange(try members.string(member.value), routingKey: nil)
            default: throw members.unknown(member)
            }
            guard found == nil else {
                throw Problem(
                    .invalidBody, "\(owner) names two targets.",
                    fix: "Name one queue\(takesExchange ? ", one topic or one exchange" : " or one topic").")
            }
            found = name
        }
        guard let routingKey else { return found }
        guard case .exchange(let exchange, _) = found else {
            throw Problem(
                .invalidBody, "\(owner) has a routing_key, but names no exchange.",
                fix: "Name an exchange, or leave routing_key out.")
        }
        return .exchange(exchange, routingKey: routingKey)
    }

    private static func routingKey(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> String {
        let key = try members.string(value)
        if key.utf8.count <= Limits.routingKeyBytesMax { return key }
        throw Problem(BrokerError.limit("routing_key", max: Limits.routingKeyBytesMax))
    }
}
