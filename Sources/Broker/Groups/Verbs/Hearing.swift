package import Base
internal import LogFormat

/// What a decision means for the volatile side of a member that was heard of.
struct Hearing {
    var group: EntityID
    var member: MemberID
    /// When its session ends from now on.
    var deadline: Instant
    /// What it has in its hands now; nil when it said nothing of that.
    var batch: Holding.Batch?
    /// Whether it began a new epoch.
    var begins: Bool
}

extension Broker {
    /// Takes in that a member was heard of, after the events of the decision.
    mutating func note(_ hearing: Hearing) {
        guard let group = entities.group(hearing.group), let member = group.member(hearing.member) else {
            return
        }
        member.deadline = hearing.deadline
        for log in member.logs {
            group.holdings.update(log) { holding in
                if let batch = hearing.batch { holding.batch = batch }
                if hearing.begins { holding.limit = .zero }
                holding.isReset = false
                holding.isTold = holding.isRevoked
            }
        }
        arm(group, for: member)
    }

    /// Takes in that a batch is about to be handed out; nil when it must not be, else when the session ends.
    ///
    /// It must not be once the member was fenced or is gone, or when what it was read from is not its any more,
    /// is to be let go of, or was put elsewhere: poll again with `after` of the same epoch and no ends.
    package mutating func deliver(_ delivery: Delivery, now: Instant) -> Instant? {
        guard let group = entities.group(delivery.group), let member = group.member(delivery.member),
            member.epoch == delivery.epoch, delivery.ends.isEmpty || !group.isPaused
        else { return nil }
        for end in delivery.ends {
            guard let holding = group.holdings[end.log], holding.owner == member.id, !holding.isRevoked,
                holding.since <= delivery.generation
            else { return nil }
        }
        for end in delivery.ends {
            group.holdings.update(end.log) { holding in
                holding.batch = .upTo(end.end)
                if holding.limit < end.end { holding.limit = end.end }
            }
        }
        member.deadline = now + group.timeout(of: member.kind)
        arm(group, for: member)
        return member.deadline
    }
}
