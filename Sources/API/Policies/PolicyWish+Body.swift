internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

extension PolicyWish {
    private static let known = ["applies_to", "pattern", "priority", "settings"]

    /// Reads a declaration; `kind` is that of the policy that is there already.
    init(reading body: ByteView, before kind: PolicyKind?) throws(Problem) {
        self.init()
        var members = try BodyReader(body, known: Self.known)
        var kind = kind
        var given: JSONValue?
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "applies_to":
                kind = try members.word("applies_to", value, of: PolicyKind.allCases) { $0.name }
            case "pattern": pattern = try members.string(value)
            case "priority":
                let most = Limits.policyPriorityMax
                priority = value.isNull ? 0 : try members.integer(value, in: -most...most)
            case "settings": given = value
            default: throw members.unknown(member)
            }
        }
        guard let given else { return }
        guard let kind else { throw Problem.policyKindNeeded }
        settings = try Self.settings(given, kind)
    }

    /// Reads the settings of a kind by the reader of what is declared of one, which knows some more.
    private static func settings(_ value: JSONValue, _ kind: PolicyKind) throws(Problem) -> Settings {
        let names: [String]
        switch kind {
        case .queues: names = QueueMember.allCases.map { "\($0.name)" }
        case .topics: names = ["ack", "validate", "retention", "tombstone_time"]
        }
        var members = try BodyReader(value, known: names)
        while let member = try members.next() {
            guard !names.contains(member.name.string) else { continue }
            throw Problem(
                .invalidPolicy,
                "\"\(member.name.string)\" is no setting that a policy can give to \(kind.name).",
                fix: "It can give these: \(names.joined(separator: ", ")).")
        }
        switch kind {
        case .queues: return .queues(try QueueWish(reading: value.raw))
        case .topics: return .topics(try TopicWish(reading: value.raw))
        }
    }
}
