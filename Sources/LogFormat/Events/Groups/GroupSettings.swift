package import Base

/// How the partitions of a group are shared out among its members.
package enum Assignor: UInt8, CaseIterable, Sendable {
    /// Each keeps what it has; only as much moves as balance needs.
    case sticky = 1
    /// Of each topic neighbouring partitions, members in the order of their names (as Kafka's `range`).
    case range = 2
}

/// Where a group begins in a partition that it has no offset for.
package enum GroupStart: UInt8, CaseIterable, Sendable {
    case earliest = 1
    case latest = 2
}

/// What a group is declared with.
package struct GroupSettings: Equatable, Sendable {
    package var assignor: Assignor
    /// Partitions and topics that appear later start at earliest all the same.
    package var start: GroupStart
    /// Goes with its last member.
    package var isEphemeral: Bool
    /// Longest silence of a member made by hand.
    package var sessionTimeout: Interval
    /// Longest time from an answer to the next poll of a member made by polling.
    package var processingTimeout: Interval
    /// How long after its last member left the group's offsets are kept; nil for ever.
    package var offsetsExpire: Interval?
    /// What members read who do not say.
    package var topics: Subscription?

    package init(
        assignor: Assignor = .sticky, start: GroupStart = .earliest, isEphemeral: Bool = false,
        sessionTimeout: Interval = Limits.sessionTimeoutDefault,
        processingTimeout: Interval = Limits.processingTimeoutDefault, offsetsExpire: Interval? = nil,
        topics: Subscription? = nil
    ) {
        self.assignor = assignor
        self.start = start
        self.isEphemeral = isEphemeral
        self.sessionTimeout = sessionTimeout
        self.processingTimeout = processingTimeout
        self.offsetsExpire = offsetsExpire
        self.topics = topics
    }

    /// What a group has that its first poll made.
    package static let standard = GroupSettings()
}
