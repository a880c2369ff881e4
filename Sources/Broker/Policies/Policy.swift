internal import Base
internal import LogFormat

/// A policy: what it gives to whatever its pattern matches.
final class Policy {
    let id: EntityID
    let namespace: EntityID
    let name: String
    let declaredAt: Instant
    var settings: PolicySettings
    /// How often it was changed.
    var version: UInt32 = 0
    var mark = EventMark()

    init(_ event: PolicyDeclared) {
        id = event.id
        namespace = event.namespace
        name = event.name
        declaredAt = event.declaredAt
        settings = event.settings
    }

    var ranked: RankedPolicy { RankedPolicy(id: id, name: name, settings: settings) }
}

/// A policy in the line of those of its namespace.
struct RankedPolicy {
    let id: EntityID
    let name: String
    let settings: PolicySettings

    /// Whether it comes before another: the higher priority, then the lower name.
    func precedes(_ other: RankedPolicy) -> Bool {
        settings.priority != other.settings.priority
            ? settings.priority > other.settings.priority
            : name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
}

/// The policies of a namespace by rank; derived.
struct PolicyLine {
    private(set) var all: [RankedPolicy] = []

    /// Puts a policy in its place, and out of the one it had.
    mutating func set(_ policy: RankedPolicy) {
        remove(policy.id)
        all.insert(policy, at: all.lowerBound { $0.precedes(policy) })
    }

    mutating func remove(_ id: EntityID) { all.removeAll { $0.id == id } }

    /// The one that something of this name and kind is under.
    func first(for name: String, _ kind: PolicyKind) -> RankedPolicy? {
        all.first { $0.settings.rules.kind == kind && $0.settings.matches(name) }
    }

    /// Settings of a queue with what was declared and what its policy gives.
    ///
    /// A queue that was made for dead letters is under none; and none has a queue's dead letters go to itself.
    func rule(_ settings: QueueSettings, _ declared: Rules<QueueSettings>, of name: String) -> QueueSettings {
        guard declared.values.deadLetter != .handedBack, let policy = first(for: name, .queues),
            case .queues(var rules) = policy.settings.rules
        else { return settings.ruled(declared, by: nil, nil) }
        if rules.values.deadLetter == .queue(name) { rules.remove(.deadLetter) }
        return settings.ruled(declared, by: policy.name, rules)
    }

    func rule(_ settings: TopicSettings, _ declared: Rules<TopicSettings>, of name: String) -> TopicSettings {
        guard let policy = first(for: name, .topics), case .topics(let rules) = policy.settings.rules else {
            return settings.ruled(declared, by: nil, nil)
        }
        return settings.ruled(declared, by: policy.name, rules)
    }
}
