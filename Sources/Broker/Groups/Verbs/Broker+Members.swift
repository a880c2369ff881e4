internal import Base
internal import LogFormat

extension Broker {
    func decideLeave(_ command: LeaveCommand, now: Instant, _ decision: inout Decision) {
        guard let group = entities.group(command.group) else { return decision.refuse(.stale) }
        guard let member = group.member(named: command.member) else {
            return decision.refuse(.unknownMember(command.member))
        }
        if let epoch = command.epoch, epoch != member.epoch {
            return decision.refuse(.fenced(current: member.epoch))
        }
        part([member], from: group, .left, now: now, &decision)
        decision.reply = .left
    }

    /// Emits that members are no more, and what becomes of what they owned.
    func part(
        _ gone: [Member], from group: Group, _ end: MemberEnd, now: Instant, _ decision: inout Decision
    ) {
        for member in gone {
            decision.events.append(
                .memberLeft(MemberLeft(group: group.id, member: member.id, leftAt: now, end: end)))
        }
        if group.settings.isEphemeral, gone.count == group.members.count {
            decision.events.append(.groupDeleted(group.id))
            return
        }
        var draft = GroupDraft(group)
        draft.remove(gone.map(\.id))
        share(&draft, of: group, by: group.settings.assignor)
        assign(draft, group, &decision)
    }

    mutating func evolve(_ event: MemberJoined, at sequence: JournalSequence) {
        guard let group = entities.group(event.group), group.mark.admits(sequence) else { return }
        group.epochs = Swift.max(group.epochs, event.epoch)
        if let member = group.member(event.member) {
            member.epoch = event.epoch
            member.kind = event.kind
            member.topics = event.topics
            member.joinedAt = event.joinedAt
        } else {
            group.add(Member(event))
            group.memberIDs = Swift.max(group.memberIDs, event.member.rawValue + 1)
            group.emptySince = nil
        }
        if let member = group.member(event.member) {
            member.deadline = event.joinedAt + group.timeout(of: event.kind)
        }
        arm(group)
    }

    mutating func evolve(_ event: MemberLeft, at sequence: JournalSequence) {
        guard let group = entities.group(event.group), group.mark.admits(sequence) else { return }
        for log in group.member(event.member)?.logs ?? [] { group.holdings.remove(log) }
        for holding in group.holdings.all where holding.target == event.member {
            group.holdings.update(holding.log) { $0.target = $0.owner }
        }
        group.removeMember(event.member)
        if group.members.isEmpty { group.emptySince = event.leftAt }
        arm(group)
    }
}
