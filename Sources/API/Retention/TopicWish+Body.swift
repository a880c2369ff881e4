internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

extension TopicWish {
    private static let known = [
        "partitions", "ack", "validate", "retention", "cleanup", "tombstone_time",
    ]
    private static let later = ["spread"]

    /// Reads a declaration or a merge-patch, where `null` means the default.
    init(reading body: ByteView) throws(Problem) {
        self.init()
        var members = try BodyReader(body, known: Self.known, later: Self.later)
        while let member = try members.next() {
            let value = member.value
            if value.isNull, let known = TopicMember(named: member.name.string) { unsaid.insert(known) }
            switch member.name {
            case "partitions":
                partitions = value.isNull ? 1 : try members.integer(value, in: 1...Limits.partitionsMax)
            case "ack":
                ack = value.isNull ? TopicSettings.standard.ack : try members.ack(value)
            case "validate":
                validate = value.isNull ? TopicSettings.standard.validate : try members.validation(value)
            case "retention":
                retention = value.isNull ? .unlimited : try RetentionWish(reading: value)
            case "cleanup":
                cleanup = value.isNull ? TopicSettings.standard.cleanup : try members.cleanup(value)
            case "tombstone_time":
                tombstoneTime =
                    value.isNull
                    ? TopicSettings.standard.tombstoneTime
                    : try members.duration("tombstone_time", value, atMost: Limits.retentionTimeMax)
            default: throw members.unknown(member)
            }
        }
    }
}

extension RetentionWish {
    private static let known = ["time", "bytes", "count"]

    /// Reads the object; what it does not name stays, `null` is no limit.
    init(reading value: JSONValue) throws(Problem) {
        self.init()
        var members = try BodyReader(value, known: Self.known)
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "time": time = value.isNull ? .none : .at(try Self.time(value, members))
            case "bytes": bytes = value.isNull ? .none : .at(try Self.amount(value, members))
            case "count": count = value.isNull ? .none : .at(try Self.amount(value, members))
            default: throw members.unknown(member)
            }
        }
    }

    private static func amount(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> Int {
        try members.integer(value, in: 1...Limits.retentionAmountMax)
    }

    private static func time(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> Interval {
        let time = try members.duration("retention.time", value, atMost: Limits.retentionTimeMax)
        if time >= Limits.retentionTimeMin { return time }
        let least = DurationText.string(Limits.retentionTimeMin)
        throw Problem(
            .outOfRange, "retention.time is \(DurationText.string(time)); at least \(least) is needed.",
            fix: "Give \(least) or more, or null to keep messages of any age."
        ).with("limit", Int(Limits.retentionTimeMin.milliseconds))
    }
}

extension BodyReader {
    fileprivate func cleanup(_ value: JSONValue) throws(Problem) -> Cleanup {
        let text = try string(value)
        let words = Cleanup.allCases.map { "\($0.name)" }
        let place = try text.withByteView { bytes throws(Problem) in
            try OptionValue.choice("cleanup", bytes, of: words)
        }
        return Cleanup.allCases[place]
    }
}
