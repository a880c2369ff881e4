internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import Node

/// What the options of a read ask for.
struct ReadWish {
    enum Form { case json, lines, events, cloudEvents }

    enum Start {
        case earliest, latest
        case offset(Offset)
        case time(Instant)
        case cursor(Cursor)
    }

    /// Where to go on instead of a refusal.
    enum Reset { case earliest, latest }

    let form: Form
    let start: Start
    /// The partitions to read.
    let partitions: Range<Int>
    let messagesMax: Int
    let bytesMax: Int
    let wait: Interval
    let onMissing: Reset?
    /// The one key wanted; valid as long as the options.
    let key: ByteView?
    /// Which messages are wanted, by key or pattern; nil for all.
    let filter: MessageFilter?
    /// Whether the latest message of the key is wanted, which a compacted topic knows.
    let wantsLatest: Bool

    init(_ call: Call, _ options: borrowing OptionReader, _ topic: Topic) throws(Problem) {
        form = try Self.form(call, options)
        messagesMax = try options.integer(.max, in: 1...Limits.readMessagesMax) ?? Limits.readMessagesDefault
        bytesMax = try options.integer(.maxBytes, in: 1...Limits.readBytesMax) ?? Limits.readBytesDefault
        wait = try options.duration(.wait, atMost: Limits.waitMax) ?? .zero
        switch try options.choice(.onMissing, of: ["earliest", "latest"]) {
        case 0: onMissing = .earliest
        case 1: onMissing = .latest
        default: onMissing = nil
        }
        let count = topic.partitionCount
        key = options.key
        let pattern = try Self.pattern(options)
        filter = MessageFilter(key: key, pattern: pattern)
        if let partition = try options.integer(.partition, in: 0...Limits.partitionsMax - 1) {
            guard partition < count else { throw Problem(partition: partition, of: count) }
            partitions = partition..<partition + 1
        } else if let key {
            let partition = Partitioner.partition(of: key, among: count)
            partitions = partition..<partition + 1
        } else {
            partitions = 0..<count
        }
        let goesOn =
            options.has(.from) || options.has(.lastEventID) || call.exchange.known(.lastEventID) != nil
        wantsLatest = key != nil && pattern == nil && topic.isCompacted && form != .events && !goesOn
        start = try Self.start(call, options, topic, form)
        if case .offset = start, partitions.count > 1 {
            throw Problem(
                .invalidOption, "from=offset: needs a partition, of which there are \(count).",
                fix: "Give partition= as well.")
        }
    }

    private static func pattern(_ options: borrowing OptionReader) throws(Problem) -> Pattern? {
        guard let text = options.value(.filter) else { return nil }
        do throws(JSONError) { return try Pattern(compiling: text, fields: MessageFilter.names) } catch {
            throw Problem(filter: error)
        }
    }

    /// `format=` wins over Accept.
    private static func form(_ call: Call, _ options: borrowing OptionReader) throws(Problem) -> Form {
        switch try options.choice(.format, of: ["json", "ndjson", "sse", "cloudevents"]) {
        case 0: return .json
        case 1: return .lines
        case 2: return .events
        case 3: return .cloudEvents
        default: break
        }
        guard let accept = call.exchange.known(.accept), !(accept == "*/*") else { return .json }
        switch AcceptedTypes(accept).preferred([.json, .ndjson, .sse, .cloudEvents]) {
        case .json: return .json
        case .ndjson: return .lines
        case .sse: return .events
        case .cloudEvents: return .cloudEvents
        default:
            throw Problem(
                .notAcceptable,
                "This path answers application/json, application/x-ndjson, text/event-stream and "
                    + "application/cloudevents-batch+json.",
                fix: "Accept one of them, or use format=json, ndjson, sse or cloudevents.")
        }
    }

    /// The field Last-Event-ID, which a browser sets by itself, beats the option, and that beats `from`.
    private static func start(
        _ call: Call, _ options: borrowing OptionReader, _ topic: Topic, _ form: Form
    ) throws(Problem) -> Start {
        if let id = call.exchange.known(.lastEventID), !id.isEmpty { return try start(cursor: id, topic) }
        if let id = options.value(.lastEventID), !id.isEmpty { return try start(cursor: id, topic) }
        guard let from = options.value(.from) else { return form == .events ? .latest : .earliest }
        if from == "earliest" { return .earliest }
        if from == "latest" { return .latest }
        if from.hasPrefix("offset:") {
            return .offset(try OptionValue.offset("from=offset:", from.dropping(7)))
        }
        if from.hasPrefix("time:") { return .time(try OptionValue.time("from=time:", from.dropping(5))) }
        return try start(cursor: from, topic)
    }

    private static func start(cursor text: ByteView, _ topic: Topic) throws(Problem) -> Start {
        guard let cursor = Cursor(text) else {
            if Cursor.isLike(text) {
                throw Problem(
                    .invalidCursor, "The cursor is damaged.",
                    fix: "Give it whole, as next, Martlet-Next or id had it.")
            }
            throw Problem(
                .invalidOption, "from is none of earliest, latest, offset:N, time:T and a cursor.",
                fix: "Give from=earliest, from=latest, from=offset:17 or from=time:2026-11-22T10:00:00Z.")
        }
        guard cursor.nameHash == Cursor.hash(of: topic) else {
            throw Problem(
                .foreignCursor, "The cursor belongs to another topic.",
                fix: "Use it with the topic it came from, or from=earliest here.")
        }
        guard cursor.topic == topic.id, cursor.offsets.count <= topic.partitionCount else {
            throw Problem(
                .staleCursor, "The topic that the cursor was made for was deleted and declared anew.",
                fix: "Start again with from=earliest."
            ).with("earliest", Int(topic.log(0).earliest.rawValue))
        }
        return .cursor(cursor)
    }
}

extension Cursor {
    static func hash(of topic: Topic) -> UInt32 { hash(namespace: topic.namespace.name, name: topic.name) }
}
