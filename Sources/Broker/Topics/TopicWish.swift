package import Base
package import LogFormat

/// What a declaration or change of a topic names; nil leaves a member as it is, or at its default.
package struct TopicWish: Equatable, Sendable {
    package var partitions: Int?
    package var ack: Ack?
    package var validate: Validation?
    package var retention = RetentionWish()
    package var cleanup: Cleanup?
    package var tombstoneTime: Interval?
    /// What is no longer declared, though it is named here with its default.
    package var unsaid = MemberSet<TopicMember>()

    package init(
        partitions: Int? = nil, ack: Ack? = nil, validate: Validation? = nil,
        retention: RetentionWish = RetentionWish(), cleanup: Cleanup? = nil, tombstoneTime: Interval? = nil
    ) {
        self.partitions = partitions
        self.ack = ack
        self.validate = validate
        self.retention = retention
        self.cleanup = cleanup
        self.tombstoneTime = tombstoneTime
    }

    /// `settings` with the named members set, and the names of those that differ from before.
    func applied(to settings: TopicSettings) -> (settings: TopicSettings, changed: [String]) {
        var wished = settings
        var changed: [String] = []
        if let ack, ack != settings.ack {
            wished.ack = ack
            changed.append("ack")
        }
        if let validate, validate != settings.validate {
            wished.validate = validate
            changed.append("validate")
        }
        wished.retention = retention.applied(to: settings.retention)
        if wished.retention != settings.retention { changed.append("retention") }
        if let cleanup, cleanup != settings.cleanup {
            wished.cleanup = cleanup
            changed.append("cleanup")
        }
        if let tombstoneTime, tombstoneTime != settings.tombstoneTime {
            wished.tombstoneTime = tombstoneTime
            changed.append("tombstone_time")
        }
        return (wished, changed)
    }

    /// The bound that it passes, if any.
    var refusal: BrokerError? {
        let longest = Limits.retentionTimeMax
        if case .at(let time) = retention.time, !(Limits.retentionTimeMin...longest).contains(time) {
            return .limit("retention.time", max: Int(longest.milliseconds))
        }
        for (name, limit) in [("retention.bytes", retention.bytes), ("retention.count", retention.count)] {
            if case .at(let amount) = limit, !(1...Limits.retentionAmountMax).contains(amount) {
                return .limit(name, max: Limits.retentionAmountMax)
            }
        }
        if let tombstoneTime, !(.zero...longest).contains(tombstoneTime) {
            return .limit("tombstone_time", max: Int(longest.milliseconds))
        }
        return nil
    }
}
