import Base
import LogFormat

extension EventSample {
    private static var queueRules: Rules<QueueSettings> {
        var settings = QueueSettings(maxDeliveries: 3)
        settings.ttl = .seconds(60)
        var rules = Rules<QueueSettings>()
        for member in [QueueMember.lease, .maxDeliveries, .ttl] { rules.set(member, from: settings) }
        return rules
    }

    private static var topicRules: Rules<TopicSettings> {
        var rules = Rules<TopicSettings>()
        rules.set(.retentionCount, from: TopicSettings(retention: Retention(count: 9)))
        return rules
    }

    private static var ruledQueue: QueueSettings {
        var declared = Rules<QueueSettings>()
        var settings = QueueSettings(lease: .seconds(5))
        settings.ttl = .seconds(70)
        for member in [QueueMember.lease, .ttl] { declared.set(member, from: settings) }
        return QueueSettings.standard.ruled(declared, by: "p", queueRules)
    }

    /// Policies, and what they make of settings.
    static let policies: [EventSample] = [
        EventSample(
            "policy for queues declared",
            .policyDeclared(
                PolicyDeclared(
                    id: EntityID(5), namespace: EntityID(0), declaredAt: Instant(milliseconds: 16), name: "p",
                    settings: PolicySettings(pattern: "a*", priority: -2, rules: .queues(queueRules)))),
            """
            8c0001004700000005000000000000001000000000000000010070feffffff010000000200612a49
            00000001010000307500001400000002040000030000000408000060ea00000000000000000000
            """),
        EventSample(
            "policy for topics changed",
            .policyChanged(
                PolicyChanged(
                    id: EntityID(5),
                    settings: PolicySettings(pattern: "*", priority: 1, rules: .topics(topicRules)))),
            """
            8d0001002b00000005000000010000000200000001002a10000000010100000c0000000308000009
            0000000000000000000000
            """),
        EventSample(
            "policy deleted", .policyDeleted(EntityID(5)), "8e000100080000000500000000000000"),
        EventSample(
            "queue changed under a policy",
            .queueChanged(QueueChanged(id: EntityID(6), settings: ruledQueue)),
            """
            190001004a0000000600000001010000881300003a00000002040000030000000408000060ea0000
            00000000282200004800000001704100000001010000881300000c00000004080000701101000000
            0000
            """),
        EventSample(
            "topic changed with a default declared",
            .topicChanged(
                TopicChanged(
                    id: EntityID(7),
                    settings: TopicSettings.standard.ruled(
                        {
                            var rules = topicRules
                            rules.set(.ack, from: .standard)
                            return rules
                        }(), by: nil, nil), firstPartition: 1, addedLogs: [])),
            """
            1100010041000000070000000101000001000000000000002d000000030800000900000000000000
            281d0000000000000011000000010100000c000000030800000900000000000000
            """),
    ]
}
