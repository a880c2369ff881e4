internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

extension BindingWish {
    private static let known = [
        "to", "routing_key", "match", "headers", "filter", "weight", "ephemeral",
    ]

    /// Reads a declaration, where `null` means the default.
    init(reading body: ByteView) throws(Problem) {
        self.init()
        var members = try BodyReader(body, known: Self.known)
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "to": target = try BindingTarget(reading: value)
            case "routing_key": routingKey = value.isNull ? "" : try members.string(value)
            case "match":
                match =
                    value.isNull
                    ? .all : try members.word("match", value, of: HeaderMatch.allCases) { $0.name }
            case "headers": headers = try Self.headers(value)
            case "filter": filter = value.isNull ? .none : .at(try Self.filter(value, members))
            case "weight":
                weight = value.isNull ? 1 : try members.integer(value, in: 1...Limits.bindingWeightMax)
            case "ephemeral": isEphemeral = value.isNull ? false : try members.boolean(value)
            default: throw members.unknown(member)
            }
        }
    }

    /// What a listener asks for: `binding` is a routing key or a pattern of such.
    init(tailing options: borrowing OptionReader) throws(Problem) {
        self.init()
        if let key = options.value(.binding) { routingKey = key.string }
        if let text = options.value(.filter) {
            _ = try PollWish.filter(text)
            filter = .at(text.string)
        }
        if options.headers.isEmpty { return }
        var text = ByteBuffer()
        options.headers.write(into: &text)
        let object: JSONValue
        do throws(JSONError) { object = try JSONValue(checking: text.bytes, depthMax: 2) } catch {
            throw Problem(error, in: text.bytes)
        }
        headers = try Self.headers(object)
    }

    /// `{"kind":"invoice","urgent":null}`: a value, or null for any.
    private static func headers(_ value: JSONValue) throws(Problem) -> [HeaderWish] {
        var members = try BodyReader(value, known: [])
        var headers: [HeaderWish] = []
        while let member = try members.next() {
            let name = member.name.string.lowercased()
            guard !name.isEmpty, !headers.contains(where: { $0.name == name }) else {
                throw Problem(
                    .invalidBody, "A header is without a name, or named twice.", fix: "Name each once.")
            }
            headers.append(
                HeaderWish(name: name, value: member.value.isNull ? nil : try members.string(member.value)))
        }
        return headers.sorted { $0.name < $1.name }
    }

    /// The pattern as it is written, once it is known to be one.
    private static func filter(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> String {
        let text = value.isString ? try members.string(value) : value.raw.string
        return try text.withByteView { bytes throws(Problem) in
            _ = try PollWish.filter(bytes)
            return text
        }
    }
}

extension BindingTarget {
    /// `{"queue":"jobs"}`, `{"topic":"log"}` or `{"exchange":"inner"}`.
    init(reading value: JSONValue) throws(Problem) {
        var members = try BodyReader(value, known: ["queue", "topic", "exchange"])
        var found: BindingTarget?
        while let member = try members.next() {
            guard found == nil else {
                throw Problem(.invalidBody, "to names two targets.", fix: "Make a binding for each.")
            }
            switch member.name {
            case "queue": found = BindingTarget(.queue, try members.string(member.value))
            case "topic": found = BindingTarget(.topic, try members.string(member.value))
            case "exchange": found = BindingTarget(.exchange, try members.string(member.value))
            default: throw members.unknown(member)
            }
        }
        guard let found else { throw Problem(BrokerError.badBinding(.noTarget)) }
        self = found
    }
}
