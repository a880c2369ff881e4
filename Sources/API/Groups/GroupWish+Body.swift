internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

extension GroupWish {
    private static let known = [
        "topics", "assignor", "start", "ephemeral", "session_timeout", "processing_timeout", "offsets_expire",
    ]

    /// Reads a declaration or a merge-patch, where `null` means the default.
    init(reading body: ByteView) throws(Problem) {
        self.init()
        let standard = GroupSettings.standard
        var members = try BodyReader(body, known: Self.known)
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "topics":
                topics = value.isNull ? .none : .at(try Subscription(reading: value, members))
            case "assignor":
                assignor =
                    value.isNull ? standard.assignor : try members.choice("assignor", value, \.name)
            case "start":
                start = value.isNull ? standard.start : try members.choice("start", value, \.name)
            case "ephemeral": isEphemeral = value.isNull ? false : try members.boolean(value)
            case "session_timeout":
                sessionTimeout =
                    value.isNull
                    ? standard.sessionTimeout
                    : try members.duration(
                        "session_timeout", value, atLeast: Limits.sessionTimeoutMin,
                        atMost: Limits.sessionTimeoutMax)
            case "processing_timeout":
                processingTimeout =
                    value.isNull
                    ? standard.processingTimeout
                    : try members.duration(
                        "processing_timeout", value, atLeast: Limits.processingTimeoutMin,
                        atMost: Limits.processingTimeoutMax)
            case "offsets_expire":
                offsetsExpire =
                    value.isNull
                    ? .none
                    : .at(
                        try members.duration(
                            "offsets_expire", value, atLeast: Limits.offsetsExpireMin,
                            atMost: Limits.retentionTimeMax))
            default: throw members.unknown(member)
            }
        }
    }
}

extension BodyReader {
    /// One of a few words.
    fileprivate func choice<Value: CaseIterable>(
        _ name: StaticString, _ value: JSONValue, _ word: (Value) -> StaticString
    ) throws(Problem) -> Value {
        let text = try string(value)
        let all = Array(Value.allCases)
        let words = all.map { "\(word($0))" }
        let place = try text.withByteView { bytes throws(Problem) in
            try OptionValue.choice(name, bytes, of: words)
        }
        return all[place]
    }

    /// A duration within bounds.
    fileprivate func duration(
        _ name: StaticString, _ value: JSONValue, atLeast shortest: Interval, atMost longest: Interval
    ) throws(Problem) -> Interval {
        let interval = try duration(name, value, atMost: longest)
        if interval >= shortest { return interval }
        let least = DurationText.string(shortest)
        throw Problem(
            .outOfRange, "\(name) is \(DurationText.string(interval)); at least \(least) is needed.",
            fix: "Give \(least) or more."
        ).with("limit", Int(shortest.milliseconds))
    }
}

extension Assignor {
    /// The word for it in bodies.
    var name: StaticString {
        switch self {
        case .sticky: "sticky"
        case .range: "range"
        }
    }
}

extension GroupStart {
    /// The word for it in bodies.
    var name: StaticString {
        switch self {
        case .earliest: "earliest"
        case .latest: "latest"
        }
    }
}
