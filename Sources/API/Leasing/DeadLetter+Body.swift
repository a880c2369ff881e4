internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

/// Where dead letters go, as bodies and answers say it.
extension DeadLetter {
    /// `{"queue":"failed"}`, `{"topic":"failures"}`, `{"exchange":"dead","routing_key":"a.b"}` or `"none"`.
    init(reading value: JSONValue, _ members: BodyReader) throws(Problem) {
        guard value.isObject else {
            guard value.isString, try members.contents(value) == "none" else {
                throw Problem(
                    .invalidBody, "dead_letter must be an object or \"none\".",
                    fix: "Send {\"queue\":\"…\"}, {\"topic\":\"…\"}, {\"exchange\":\"…\"} or \"none\".")
            }
            self = .dropped
            return
        }
        switch try TargetReader.read("dead_letter", value, takesExchange: true) {
        case .queue(let name): self = .queue(name)
        case .topic(let name): self = .topic(name)
        case .exchange(let name, let key): self = .exchange(name, routingKey: key)
        case nil:
            throw Problem(
                .invalidBody, "dead_letter names no target.",
                fix: "Name a queue, a topic or an exchange, or send null.")
        }
    }

    /// Appends the member; a queue that holds dead letters itself has none.
    func write(for queue: String, into out: inout ByteBuffer) {
        switch self {
        case .handedBack: return
        case .dropped: return JSONWriter.member("dead_letter", "none" as StaticString, into: &out)
        case .automatic, .queue, .topic, .exchange: break
        }
        JSONWriter.name("dead_letter", into: &out)
        JSONWriter.openObject(into: &out)
        switch self {
        case .queue(let name): JSONWriter.member("queue", name, into: &out)
        case .topic(let name): JSONWriter.member("topic", name, into: &out)
        case .exchange(let name, let key):
            JSONWriter.member("exchange", name, into: &out)
            if let key { JSONWriter.member("routing_key", key, into: &out) }
        default: JSONWriter.member("queue", "\(queue).dlq", into: &out)
        }
        JSONWriter.closeObject(into: &out)
    }
}
