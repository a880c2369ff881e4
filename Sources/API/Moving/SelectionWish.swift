internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// Which messages of a queue a request is about, as its body says: by id, or by a pattern.
struct SelectionWish {
    enum Choice {
        /// Ascending, none twice; how many more were named that cannot be there.
        case places([LaneOffset], missing: Int)
        case pattern(Pattern?)
    }

    let choice: Choice
    let states: MessageStates
    /// Where a pattern goes on.
    let start: LaneOffset
    /// Most messages to act on.
    let most: Int
    let isDryRun: Bool
    /// Where they go, if they move.
    let target: MoveTarget?

    private static let known = ["ids", "filter", "state", "limit", "dry_run", "from"]

    /// Reads a body; with `moves` it has to say where to.
    init(reading body: ByteView, of queue: Queue, moves: Bool) throws(Problem) {
        var members = try BodyReader(body, known: Self.known + (moves ? ["to"] : []))
        var choice: Choice?
        var states = MessageStates.all
        var (start, most, isDryRun) = (LaneOffset(.zero), Int.max, false)
        var target: MoveTarget?
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "ids":
                guard choice == nil else { throw Self.both }
                let (places, missing) = try MessageList.read(value, members, of: queue)
                choice = .places(places, missing: missing)
            case "filter":
                guard choice == nil else { throw Self.both }
                choice = .pattern(try Self.pattern(value))
            case "state":
                let words = MessageState.allCases.map { "\($0.name)" }
                let index = try OptionValue.choice("state", try members.contents(value), of: words)
                states = MessageStates(MessageState.allCases[index])
            case "limit": most = try members.integer(value, in: 1...Limits.queueScanMax)
            case "dry_run": isDryRun = try members.boolean(value)
            case "from": start = try LookWish.start(try members.contents(value), queue)
            case "to" where moves: target = try MoveTarget(reading: value, members, takesOrigin: false)
            default: throw members.unknown(member)
            }
        }
        guard let choice else {
            throw Problem(
                .invalidBody, "The body says of no message that it is meant.",
                fix: "Send {\"ids\":[…]} or {\"filter\":{…}}; {\"filter\":{}} means all.")
        }
        if moves, target == nil { throw MoveTarget.missing }
        self.choice = choice
        self.states = states
        self.start = start
        self.most = most
        self.isDryRun = isDryRun
        self.target = target
    }

    private static var both: Problem {
        Problem(.invalidBody, "ids and filter are both given.", fix: "Give one of them.")
    }

    /// A pattern that is a member of a body; nil, which takes all, for `{}`.
    static func pattern(_ value: JSONValue) throws(Problem) -> Pattern? {
        do throws(JSONError) {
            if value.isObject {
                var members = try value.object()
                if try members.next() == nil { return nil }
            }
            return try Pattern(compiling: value.raw, fields: MessageFilter.names)
        } catch {
            throw Problem(filter: error)
        }
    }
}

/// Reads lists of ids of messages.
enum MessageList {
    /// The places of those that can be in `queue`, ascending, and how many cannot.
    static func read(
        _ value: JSONValue, _ members: BodyReader, of queue: Queue
    ) throws(Problem) -> (places: [LaneOffset], missing: Int) {
        var places: [LaneOffset] = []
        var missing = 0
        var elements = try members.array(value)
        while let element = try members.next(of: &elements) {
            guard elements.count <= Limits.redriveMessagesMax else {
                throw Problem(
                    .outOfRange, "ids has more than \(Limits.redriveMessagesMax) elements.",
                    fix: "Send them in several requests."
                ).with("limit", Limits.redriveMessagesMax)
            }
            guard let id = MessageID(try members.contents(element)) else {
                throw Problem(
                    .invalidBody, "An element of ids is no id of a message.",
                    fix: "Give it as id had it, such as \"5-17\".")
            }
            if id.queue == queue.id { places.append(id.place) } else { missing += 1 }
        }
        places.sort()
        var last: LaneOffset?
        places.removeAll { place in
            defer { last = place }
            return place == last
        }
        return (places, missing)
    }
}

extension MoveTarget {
    /// `{"queue":"a"}` or `{"topic":"b"}`; nil is `"origin"`, where that is possible.
    static func read(
        _ value: JSONValue, _ members: BodyReader, takesOrigin: Bool
    ) throws(Problem) -> MoveTarget? {
        guard value.isObject else {
            guard takesOrigin, value.isString, try members.contents(value) == "origin" else {
                throw Problem(
                    .invalidBody,
                    takesOrigin ? "to must be an object or \"origin\"." : "to must be an object.",
                    fix: "Send {\"queue\":\"…\"} or {\"topic\":\"…\"}\(takesOrigin ? ", or \"origin\"" : "")."
                )
            }
            return nil
        }
        switch try TargetReader.read("to", value) {
        case .queue(let name): return .queue(name)
        case .topic(let name): return .topic(name)
        case .exchange, nil: throw missing
        }
    }

    init(reading value: JSONValue, _ members: BodyReader, takesOrigin: Bool) throws(Problem) {
        guard let target = try Self.read(value, members, takesOrigin: takesOrigin) else {
            throw Self.missing
        }
        self = target
    }

    static var missing: Problem {
        Problem(.invalidBody, "to names no target.", fix: "Send {\"to\":{\"queue\":\"…\"}}.")
    }

    /// Appends the member `to`.
    func write(into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        switch self {
        case .queue(let name): JSONWriter.member("queue", name, into: &out)
        case .topic(let name): JSONWriter.member("topic", name, into: &out)
        }
        JSONWriter.closeObject(into: &out)
    }
}
