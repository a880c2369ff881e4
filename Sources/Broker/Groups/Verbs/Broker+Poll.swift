internal import Base
internal import LogFormat

extension Broker {
    func decidePoll(_ command: PollCommand, now: Instant, _ decision: inout Decision) {
        let entry = Entry(
            member: command.member, topics: command.topics, after: command.after, kind: .polling,
            wait: command.wait)
        enter(command.group, entry, now: now, &decision)
    }

    func decideJoin(_ command: JoinCommand, now: Instant, _ decision: inout Decision) {
        let entry = Entry(member: command.member, topics: command.topics, after: nil, kind: .byHand)
        enter(command.group, entry, now: now, &decision)
    }

    /// What a member brings along when it polls or joins.
    private struct Entry {
        var member: String
        var topics: Subscription?
        var after: PollCommand.After?
        var kind: MemberKind
        var wait = Interval.zero
    }

    private func enter(_ target: GroupTarget, _ entry: Entry, now: Instant, _ decision: inout Decision) {
        switch target {
        case .known(let id):
            guard let group = entities.group(id) else { return decision.refuse(.stale) }
            enter(group, entry, now: now, &decision)
        case .named(let id, let name):
            guard let namespace = entities.namespace(id) else { return decision.refuse(.stale) }
            guard isName(name) else { return decision.refuse(.badName) }
            if let known = name.withByteView({ namespace.groups.find($0) }) {
                guard let group = entities.group(EntityID(known)) else { return decision.refuse(.stale) }
                return enter(group, entry, now: now, &decision)
            }
            let event = GroupDeclared(
                id: entities.nextEntity, namespace: id, declaredAt: now, settings: .standard, name: name)
            decision.events.append(.groupDeclared(event))
            enter(Group(event), entry, now: now, &decision)
        }
    }

    private func enter(_ group: Group, _ entry: Entry, now: Instant, _ decision: inout Decision) {
        let known = group.member(named: entry.member)
        if let after = entry.after {
            guard let known else { return decision.refuse(.unknownMember(entry.member)) }
            guard after.epoch == known.epoch else { return decision.refuse(.fenced(current: known.epoch)) }
        } else if known == nil {
            guard isName(entry.member) else { return decision.refuse(.badName) }
            guard group.members.count < Limits.groupMembersMax else {
                return decision.refuse(.limit("members", max: Limits.groupMembersMax))
            }
        }
        guard let topics = entry.topics ?? known?.topics ?? group.settings.topics else {
            return decision.refuse(.noTopics)
        }
        let readsOthers = topics != known?.topics
        if readsOthers || entry.after == nil, let namespace = entities.namespace(group.namespace),
            let refusal = refusal(of: topics, in: namespace)
        {
            return decision.refuse(refusal)
        }
        var moved: [CommittedOffset] = []
        if let after = entry.after, let known {
            if let refusal = advance(after.ends, by: known, of: group, into: &moved) {
                return decision.refuse(refusal)
            }
            emit(moved, of: group.id, by: known.id, .commit, now: now, &decision)
        }
        let kind = entry.after == nil ? entry.kind : known?.kind ?? entry.kind
        let reader = GroupDraft.Reader(
            id: known?.id ?? MemberID(group.memberIDs), name: entry.member, topics: topics, kind: kind)
        let epoch = entry.after == nil ? group.epochs + 1 : known?.epoch ?? 0
        if entry.after == nil || readsOthers {
            decision.events.append(
                .memberJoined(
                    MemberJoined(
                        group: group.id, member: reader.id, epoch: epoch, joinedAt: now, kind: kind,
                        name: entry.member, topics: topics)))
        }
        if readsOthers {
            let starts = starts(group, group.settings, adding: topics)
            emit(starts, of: group.id, by: nil, .start, now: now, &decision)
            moved = merge(moved, starts)
        }
        let draft = draft(group, reader, isShared: readsOthers, &decision)
        let deadline = now + entry.wait + group.timeout(of: kind)
        decision.hearing = Hearing(
            group: group.id, member: reader.id, deadline: deadline,
            batch: entry.kind == .polling ? Holding.Batch.none : .unknown, begins: entry.after == nil)
        decision.reply = .polled(
            answer(group, reader.id, epoch: epoch, deadline: deadline, draft, moved, decision.events))
    }

    /// Emits who gets what from this poll or join on; nil when nothing of that changes.
    ///
    /// Either says that nobody has anything in its hands under this name: what is revoked can move.
    private func draft(
        _ group: Group, _ reader: GroupDraft.Reader, isShared: Bool, _ decision: inout Decision
    ) -> GroupDraft? {
        guard isShared || hasRevoked(group, reader.id) else { return nil }
        var draft = GroupDraft(group)
        draft.set(reader)
        draft.settle(reader.id)
        if isShared { share(&draft, of: group, by: group.settings.assignor) } else { draft.handOver() }
        assign(draft, group, &decision)
        return draft
    }

    private func hasRevoked(_ group: Group, _ id: MemberID) -> Bool {
        guard let member = group.member(id) else { return false }
        for log in member.logs where group.holdings[log]?.isRevoked ?? false { return true }
        return false
    }

    /// Finds what `ends` commit: forward only, and only what was handed out.
    ///
    /// What the member does not own any more was committed before, or its session had ended.
    private func advance(
        _ ends: [LogEnd], by member: Member, of group: Group, into moved: inout [CommittedOffset]
    ) -> BrokerError? {
        for end in ends {
            guard let log = entities.log(end.log), let holding = group.holdings[end.log],
                holding.owner == member.id
            else { continue }
            guard end.end <= log.next else { return .beyondEnd(end.log, latest: log.next) }
            guard end.end <= holding.limit else { continue }
            if let known = group.offsets[end.log], known.offset >= end.end { continue }
            if end.end == .zero { continue }
            moved.append(CommittedOffset(log: end.log, offset: end.end))
        }
        // The furthest of a log comes last, whatever the order they were named in.
        if moved.count > 1 { moved.sort { ($0.log, $0.offset) < ($1.log, $1.offset) } }
        return nil
    }

    private func merge(_ left: [CommittedOffset], _ right: [CommittedOffset]) -> [CommittedOffset] {
        if right.isEmpty { return left }
        if left.isEmpty { return right }
        return (left + right).sorted { $0.log < $1.log }
    }

    func decideHeartbeat(_ command: HeartbeatCommand, now: Instant, _ decision: inout Decision) {
        guard let group = entities.group(command.group) else { return decision.refuse(.stale) }
        guard let member = group.member(named: command.member) else {
            return decision.refuse(.unknownMember(command.member))
        }
        guard command.epoch == member.epoch else { return decision.refuse(.fenced(current: member.epoch)) }
        var draft: GroupDraft?
        if let owned = command.owned, hasRevoked(group, member.id) {
            var changed = GroupDraft(group)
            changed.settle(member.id) { !owned.contains($0) }
            changed.handOver()
            assign(changed, group, &decision)
            draft = changed
        }
        let deadline = now + group.timeout(of: member.kind)
        // A poll that waits has longer.
        let later = Swift.max(deadline, member.deadline)
        decision.hearing = Hearing(
            group: group.id, member: member.id, deadline: later, batch: nil, begins: false)
        decision.reply = .polled(
            answer(group, member.id, epoch: member.epoch, deadline: later, draft, [], decision.events))
    }

    /// What a member has after `decision`: from the draft where there is one, with what was committed just now.
    private func answer(
        _ group: Group, _ member: MemberID, epoch: UInt64, deadline: Instant, _ draft: GroupDraft?,
        _ moved: [CommittedOffset], _ events: [Event]
    ) -> Polled {
        var polled = Polled(
            group: group.id, member: member, epoch: epoch, generation: group.generation, positions: [],
            revoked: [], deadline: deadline, isPaused: group.isPaused)
        for event in events {
            if case .groupAssigned(let event) = event { polled.generation = event.generation }
        }
        var index = 0
        func add(_ ownership: Ownership) {
            if ownership.isRevoked { return polled.revoked.append(ownership.log) }
            guard let log = entities.log(ownership.log) else { return }
            while index < moved.count, moved[index].log < ownership.log { index += 1 }
            let isMoved = index < moved.count && moved[index].log == ownership.log
            let committed = isMoved ? moved[index].offset : group.offsets[ownership.log]?.offset
            let offset = Swift.max(committed ?? log.start, log.start)
            polled.positions.append(
                Polled.Position(
                    log: ownership.log, offset: offset, skipped: committed.map { offset - $0 } ?? 0))
        }
        if let draft {
            for part in draft.parts where part.ownership.owner == member { add(part.ownership) }
        } else if let known = group.member(member) {
            polled.positions.reserveCapacity(known.logs.count)
            for log in known.logs { if let holding = group.holdings[log] { add(holding.ownership) } }
        }
        return polled
    }
}
