internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// What the body of a schedule's declaration says.
struct ScheduleBody {
    private static let known = ["at", "every", "cron", "tz", "to", "message", "misfire", "until"]

    private(set) var wish = ScheduleWish()
    private let members: BodyReader
    private var at: Instant?
    private var every: Interval?
    private var cron: String?
    private var zone: String?
    private var message: JSONValue?

    /// Reads a declaration; what it leaves out keeps its value.
    init(reading body: ByteView) throws(Problem) {
        var members = try BodyReader(body, known: Self.known)
        self.members = members
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "at": at = try Self.time("at", value, members)
            case "every": every = try Self.every(value, members)
            case "cron": cron = try Self.cron(value, members)
            case "tz": zone = try members.string(value)
            case "to": wish.target = try ScheduleTarget(reading: value, members)
            case "message": message = value
            case "misfire": wish.misfire = value.isNull ? .once : try Self.misfire(value, members)
            case "until": wish.until = .some(value.isNull ? nil : try Self.time("until", value, members))
            default: throw members.unknown(member)
            }
        }
        try readTiming()
    }

    private mutating func readTiming() throws(Problem) {
        switch (at, every, cron ?? zone) {
        case (nil, nil, nil): break
        case (let at?, nil, nil): wish.timing = .at(at)
        case (nil, let every?, nil): wish.timing = .every(every)
        case (nil, nil, _?): wish.timing = .cron(cron, zone: zone)
        default:
            throw Problem(
                .invalidBody, "More than one of at, every and cron is given.",
                fix: "Give one of them; tz belongs to cron.")
        }
    }

    /// Composes the message, as what it is sent to wants it.
    mutating func composeMessage(requiresJSON: Bool) throws(Problem) {
        guard let message else { return }
        guard message.isObject else {
            throw Problem(
                .invalidBody, "message must be an object.", fix: "Send {\"text\":\"…\"} or {\"value\":…}.")
        }
        var isForTopic = false
        if case .topic = wish.target { isForTopic = true }
        wish.message = try ScheduledMessage(
            reading: message, requiresJSON: requiresJSON, isForTopic: isForTopic)
    }

    private static func time(
        _ name: StaticString, _ value: JSONValue, _ members: BodyReader
    ) throws(Problem) -> Instant {
        guard value.isString else { throw Problem(time: "\(name)") }
        return try OptionValue.time(name, try members.contents(value))
    }

    private static func every(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> Interval {
        let every = try members.delay("every", value)
        if every >= Limits.scheduleEveryMin { return every }
        let least = DurationText.string(Limits.scheduleEveryMin)
        throw Problem(
            .outOfRange, "every is \(DurationText.string(every)); at least \(least) is needed.",
            fix: "Give \(least) or more."
        ).with("limit", Int(Limits.scheduleEveryMin.milliseconds))
    }

    private static func cron(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> String {
        let text = try members.string(value)
        do throws(CronError) {
            _ = try text.withByteView { bytes throws(CronError) in try CronExpression(parsing: bytes) }
        } catch { throw Problem(cron: error) }
        return text
    }

    private static func misfire(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> Misfire {
        let words = Misfire.allCases.map { "\($0.name)" }
        let place = try OptionValue.choice("misfire", try members.contents(value), of: words)
        return Misfire.allCases[place]
    }
}

extension ScheduleTarget {
    /// `{"queue":"jobs"}`, `{"topic":"orders"}` or `{"exchange":"news","routing_key":"a.b"}`.
    fileprivate init(reading value: JSONValue, _ members: BodyReader) throws(Problem) {
        guard value.isObject else {
            throw Problem(.invalidBody, "to must be an object.", fix: "Send {\"queue\":\"…\"}.")
        }
        switch try TargetReader.read("to", value, takesExchange: true) {
        case .queue(let name): self = .queue(name)
        case .topic(let name): self = .topic(name)
        case .exchange(let name, let key): self = .exchange(name, routingKey: key ?? "")
        case nil:
            throw Problem(.invalidBody, "to names no target.", fix: "Name a queue, a topic or an exchange.")
        }
    }
}

extension ScheduledMessage {
    /// A message as an item of a batch has it.
    fileprivate init(
        reading value: JSONValue, requiresJSON: Bool, isForTopic: Bool
    ) throws(Problem) {
        var item = MessageItem()
        try item.read(value)
        let record = item.record
        if record.expectedKey != .unstated {
            throw Problem(
                .invalidBody, "A scheduled message cannot say what it expects.",
                fix: "Leave expected_key_offset out.")
        }
        var line = ByteBuffer()
        _ = try item.compose(requiresJSON: requiresJSON, into: &line)
        self.init(line: line.bytes.array)
        guard let traits = record.traits else { return }
        if traits.at != nil {
            throw Problem(
                .invalidBody, "When the message is sent is the schedule's to say.",
                fix: "Leave at out of the message; delay counts from the run.")
        }
        (delay, ttl) = (traits.delay, traits.ttl)
        priority = traits.priority.map { UInt8(clamping: $0) }
        let isGrouped = traits.group != nil || traits.dedupeID != nil
        if isForTopic, delay != nil || ttl != nil || priority != nil || isGrouped {
            throw Problem(
                .invalidBody, "A topic knows neither delay nor ttl nor priority nor group nor dedupe_id.",
                fix: "Leave them out, or send to a queue.")
        }
    }
}
