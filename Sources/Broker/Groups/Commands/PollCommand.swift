package import Base
package import LogFormat

/// Which group a member speaks to.
package enum GroupTarget: Sendable {
    case known(EntityID)
    /// Found by its name in a namespace, or made if there is none.
    case named(EntityID, String)
}

/// A member asks for what comes next, and says that it is done with what came before.
///
/// One that is new joins; without `after` it starts a new epoch, which fences whoever used the name before.
package struct PollCommand: Sendable {
    /// What the member has of an earlier answer.
    package struct After: Equatable, Sendable {
        /// The epoch that the answer was given in.
        package var epoch: UInt64
        /// Offset behind the last message of each partition in it; none just renews.
        package var ends: [LogEnd]

        package init(epoch: UInt64, ends: [LogEnd] = []) {
            self.epoch = epoch
            self.ends = ends
        }
    }

    package var group: GroupTarget
    package var member: String
    /// What it reads; nil leaves that as it is, or takes what the group was declared with.
    package var topics: Subscription?
    package var after: After?
    /// How long the node may let it wait before it answers; the processing timeout begins behind that.
    package var wait: Interval

    package init(
        group: GroupTarget, member: String, topics: Subscription? = nil, after: After? = nil,
        wait: Interval = .zero
    ) {
        self.group = group
        self.member = member
        self.topics = topics
        self.after = after
        self.wait = wait
    }
}

/// How far a batch goes in one log.
package struct LogEnd: Equatable, Sendable {
    package var log: LogID
    /// Offset behind its last message.
    package var end: Offset

    package init(log: LogID, end: Offset) {
        self.log = log
        self.end = end
    }
}

/// A member made by hand, or one that takes over its name: always a new epoch.
package struct JoinCommand: Sendable {
    package var group: GroupTarget
    package var member: String
    package var topics: Subscription?

    package init(group: GroupTarget, member: String, topics: Subscription? = nil) {
        self.group = group
        self.member = member
        self.topics = topics
    }
}

/// A member says that it is there.
package struct HeartbeatCommand: Sendable {
    package var group: EntityID
    package var member: String
    package var epoch: UInt64
    /// The partitions that it still works on; a revoked one that is missing is let go of. Nil says nothing.
    package var owned: [LogID]?

    package init(group: EntityID, member: String, epoch: UInt64, owned: [LogID]? = nil) {
        self.group = group
        self.member = member
        self.epoch = epoch
        self.owned = owned
    }
}

/// A member goes, or is sent away.
package struct LeaveCommand: Sendable {
    package var group: EntityID
    package var member: String
    /// Refused as fenced when it is another one; nil takes whichever it is.
    package var epoch: UInt64?

    package init(group: EntityID, member: String, epoch: UInt64? = nil) {
        self.group = group
        self.member = member
        self.epoch = epoch
    }
}
