internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// One thing that a file of definitions declares.
struct Definition {
    /// What a namespace holds, in the order it is declared.
    enum Kind: String, CaseIterable {
        case topic, exchange, queue, binding, group, schedule, policy

        /// The member that lists them: of a namespace, or of an exchange its bindings.
        var list: StaticString {
            switch self {
            case .topic: "topics"
            case .exchange: "exchanges"
            case .queue: "queues"
            case .binding: "bindings"
            case .group: "groups"
            case .schedule: "schedules"
            case .policy: "policies"
            }
        }

        /// The member that names one.
        var key: String { self == .schedule ? "id" : "name" }
    }

    /// What it is to be.
    enum Wish {
        case topic(TopicWish)
        case exchange(ExchangeWish)
        case queue(QueueWish)
        case binding(BindingWish)
        case group(GroupWish)
        case schedule(ScheduleWish)
        case policy(PolicyWish)
    }

    let namespace: String
    let kind: Kind
    /// The exchange of a binding.
    let exchange: String?
    let name: String
    let wish: Wish

    /// What people call it: a name, with that of its exchange before it if it is a binding.
    var label: String { exchange.map { "\($0)/\(name)" } ?? name }

    /// Reads an item of a list: its name, and beside it what a `PUT` takes.
    init(
        _ kind: Kind, in namespace: String, of exchange: String? = nil, reading item: JSONValue
    ) throws(Problem) {
        self.kind = kind
        self.namespace = namespace
        self.exchange = exchange
        let dropped = kind == .exchange ? [kind.key, "\(Kind.binding.list)"] : [kind.key]
        var body = ByteBuffer()
        do throws(JSONError) {
            guard let name = try DefinitionText.copy(item, without: dropped, naming: kind.key, into: &body)
            else { throw item.refused(.wrongType(.object)) }
            self.name = name
        } catch { throw Problem(error, in: item.text, known: [kind.key]) }
        do throws(TextError) {
            try name.withByteView { bytes throws(TextError) in try NameText.validate(bytes) }
        } catch {
            throw Problem(.invalidName, "\"\(name)\" is no name for a \(kind.rawValue).", fix: nil)
        }
        do throws(Problem) { wish = try Self.wish(kind, body.bytes) } catch {
            var problem = error
            problem.detail = "\(kind.rawValue) \"\(name)\" of \"\(namespace)\": \(error.detail)"
            throw problem
        }
    }

    private static func wish(_ kind: Kind, _ body: ByteView) throws(Problem) -> Wish {
        switch kind {
        case .topic: return .topic(try TopicWish(reading: body))
        case .exchange: return .exchange(try ExchangeWish(reading: body))
        case .queue: return .queue(try QueueWish(reading: body))
        case .binding: return .binding(try BindingWish(reading: body))
        case .policy: return .policy(try PolicyWish(reading: body, before: nil))
        case .group: return .group(try GroupWish(reading: body))
        case .schedule:
            var schedule = try ScheduleBody(reading: body)
            try schedule.composeMessage(requiresJSON: false)
            return .schedule(schedule.wish)
        }
    }
}

/// What became of a definition, or would.
enum DefinitionFate {
    case created
    case changed([String])
    case unchanged
}

/// Copies objects member by member.
enum DefinitionText {
    /// Appends `object` without some members; returns the string that stands under `key`.
    static func copy(
        _ object: JSONValue, without dropped: [String], naming key: String = "", into out: inout ByteBuffer
    ) throws(JSONError) -> String? {
        var name: String?
        var members = try object.object()
        out.append(UInt8(ascii: "{"))
        while let member = try members.next() {
            let word = member.name.string
            if word == key { name = try member.value.string() }
            if dropped.contains(word) { continue }
            if out.bytes.last != UInt8(ascii: "{") { out.append(UInt8(ascii: ",")) }
            out.append(UInt8(ascii: "\""))
            out.append(member.name.raw)
            out.append("\":")
            out.append(member.value.raw)
        }
        out.append(UInt8(ascii: "}"))
        return name
    }
}
