internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

/// What bodies and answers say of a queue's priorities and its source.
extension LanesWish {
    /// Members that a declaration may have of these.
    static let known = ["priorities", "lowest_first_every", "source", "hold_retention"]

    /// Takes in a member; false when it is none of these. `null` means the default.
    mutating func read(
        _ member: JSONObjectReader.Member, _ members: BodyReader
    ) throws(Problem) -> Bool {
        let value = member.value
        switch member.name {
        case "priorities":
            priorities = value.isNull ? 1 : try members.integer(value, in: 1...Limits.prioritiesMax)
        case "lowest_first_every":
            lowestFirstEvery =
                value.isNull ? .none : .at(try members.integer(value, in: 2...Limits.lowestFirstEveryMax))
        case "hold_retention":
            holdRetention =
                value.isNull ? .none : .at(try members.integer(value, in: 1...Limits.retentionAmountMax))
        case "source": source = value.isNull ? nil : try Self.source(value)
        default: return false
        }
        return true
    }

    private static func source(_ value: JSONValue) throws(Problem) -> Source {
        var members = try BodyReader(value, known: ["topic", "from"])
        var topic: String?
        var start = QueueSource.Start.latest
        while let member = try members.next() {
            switch member.name {
            case "topic": topic = try members.string(member.value)
            case "from": start = try Self.start(try members.contents(member.value))
            default: throw members.unknown(member)
            }
        }
        guard let topic else {
            throw Problem(.invalidBody, "source names no topic.", fix: "Send {\"topic\":\"…\"}.")
        }
        return Source(topic: topic, start: start)
    }

    private static func start(_ text: ByteView) throws(Problem) -> QueueSource.Start {
        if text == "earliest" { return .earliest }
        if text == "latest" { return .latest }
        if text.hasPrefix("offset:") { return .offset(try OptionValue.offset("from", text.dropping(7))) }
        if text.hasPrefix("time:") { return .time(try OptionValue.time("from", text.dropping(5))) }
        throw OptionValue.invalid(
            "from", text, "earliest, latest, offset:… or time:…", fix: "Give one of them.")
    }
}

extension LaneSettings {
    /// Appends the members that say how a queue was declared.
    func write(into out: inout ByteBuffer) {
        if priorities > 1 { JSONWriter.member("priorities", priorities, into: &out) }
        if let lowestFirstEvery { JSONWriter.member("lowest_first_every", lowestFirstEvery, into: &out) }
        if let source {
            JSONWriter.name("source", into: &out)
            JSONWriter.openObject(into: &out)
            JSONWriter.member("topic", source.name, into: &out)
            JSONWriter.name("from", into: &out)
            out.append(UInt8(ascii: "\""))
            switch source.start {
            case .earliest: out.append("earliest")
            case .latest: out.append("latest")
            case .offset(let offset):
                out.append("offset:")
                out.append(decimal: offset.rawValue)
            case .time(let time):
                out.append("time:")
                TimestampText.write(time, into: &out)
            }
            out.append(UInt8(ascii: "\""))
            JSONWriter.closeObject(into: &out)
        }
        if let holdRetention { JSONWriter.member("hold_retention", holdRetention, into: &out) }
    }
}

extension QueueCounts {
    /// Appends what is to be told of each priority, or of each partition of the source.
    func writeLanes(of settings: LaneSettings, into out: inout ByteBuffer) {
        if settings.source != nil { JSONWriter.member("lost_to_retention", lost, into: &out) }
        guard !lanes.isEmpty else { return }
        JSONWriter.name(settings.source == nil ? "priorities" : "partitions", into: &out)
        JSONWriter.openArray(into: &out)
        for (number, lane) in lanes.enumerated() {
            JSONWriter.openObject(into: &out)
            if settings.source == nil {
                JSONWriter.member("priority", lanes.count - 1 - number, into: &out)
            } else {
                JSONWriter.member("partition", number, into: &out)
            }
            JSONWriter.member("ready", lane.ready, into: &out)
            JSONWriter.member("leased", lane.leased, into: &out)
            JSONWriter.member("delayed", lane.delayed, into: &out)
            JSONWriter.member("dying", lane.doomed, into: &out)
            if let oldest = lane.oldest { JSONWriter.member("oldest_offset", oldest.rawValue, into: &out) }
            JSONWriter.closeObject(into: &out)
        }
        JSONWriter.closeArray(into: &out)
    }
}
