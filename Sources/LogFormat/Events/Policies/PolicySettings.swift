import Base

/// What a policy can be for.
package enum PolicyKind: UInt8, CaseIterable, Sendable {
    case queues = 1
    case topics = 2

    package var name: StaticString {
        switch self {
        case .queues: "queues"
        case .topics: "topics"
        }
    }
}

/// The settings that a policy gives.
package indirect enum PolicyRules: Equatable, Sendable {
    case queues(Rules<QueueSettings>)
    case topics(Rules<TopicSettings>)

    package var kind: PolicyKind {
        switch self {
        case .queues: .queues
        case .topics: .topics
        }
    }
}

/// What a policy is set to.
///
/// ```
///  0  4  priority, signed
///  4  1  kind: 1 queues, 2 topics
///  5  3  zero
///  8     pattern: length u16, bytes
/// ..     rules: see `Rules`
/// ```
package struct PolicySettings: Equatable, Sendable {
    /// A name, or part of one with `*` for any bytes, also none.
    package var pattern: String
    /// The higher wins.
    package var priority: Int
    package var rules: PolicyRules

    package init(pattern: String, priority: Int = 0, rules: PolicyRules) {
        self.pattern = pattern
        self.priority = priority
        self.rules = rules
    }

    package func matches(_ name: String) -> Bool { Subscription.matches(pattern, name) }

    /// Whether the pattern is none over the bytes of names.
    package static func isPattern(_ text: String) -> Bool { Subscription([text]).malformed == nil }
}

extension PolicySettings {
    init(_ fields: inout FieldReader) throws(FormatError) {
        priority = Int(Int32(bitPattern: try fields.next(UInt32.self)))
        let kind = PolicyKind(rawValue: try fields.next(UInt8.self))
        try fields.zero(UInt16.self)
        try fields.zero(UInt8.self)
        let bytes = try fields.take(Int(try fields.next(UInt16.self)))
        guard let text = bytes.validString, Self.isPattern(text) else { throw .badField("pattern") }
        pattern = text
        guard abs(priority) <= Limits.policyPriorityMax else { throw .badField("priority") }
        switch kind {
        case .queues: rules = .queues(try Rules(&fields))
        case .topics: rules = .topics(try Rules(&fields))
        case nil: throw .badField("kind")
        }
    }

    func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: UInt32(bitPattern: Int32(clamping: priority)))
        output.append(rules.kind.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(UInt8(0))
        output.append(name: pattern)
        switch rules {
        case .queues(let rules): rules.encode(into: &output)
        case .topics(let rules): rules.encode(into: &output)
        }
    }

    /// A bound of the bytes that `encode` writes.
    var encodedBytesMax: Int {
        switch rules {
        case .queues(let rules): 32 + pattern.utf8.count + rules.values.wholeBytesMax
        case .topics(let rules): 32 + pattern.utf8.count + rules.values.wholeBytesMax
        }
    }
}
