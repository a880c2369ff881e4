internal import Base
internal import LogFormat

extension Broker {
    func decideCommit(_ command: CommitCommand, now: Instant, _ decision: inout Decision) {
        if let refusal = commit(command, now: now, &decision) { return decision.refuse(refusal) }
        decision.reply = .committed(count: command.offsets.count)
    }

    /// Yields that offsets are committed, or tells why they are not.
    func commit(_ command: CommitCommand, now: Instant, _ decision: inout Decision) -> BrokerError? {
        guard let group = entities.group(command.group) else { return .stale }
        var member: Member?
        if let author = command.author {
            guard let known = group.member(named: author.member) else { return .unknownMember(author.member) }
            guard author.epoch == known.epoch else { return .fenced(current: known.epoch) }
            member = known
        } else if !group.members.isEmpty {
            return .groupActive(members: group.members.count)
        }
        if let refusal = refusal(of: command, by: member, of: group) { return refusal }
        emit(command.offsets, of: group.id, by: member?.id, .commit, now: now, &decision)
        if let member { letGo(command.offsets, by: member, of: group, &decision) }
        return nil
    }

    private func refusal(of command: CommitCommand, by member: Member?, of group: Group) -> BrokerError? {
        guard command.offsets.count <= Limits.groupPartitionsMax else {
            return .limit("offsets", max: Limits.groupPartitionsMax)
        }
        var metadataBytes = group.offsets.metadataBytes
        for one in command.offsets {
            guard let log = log(one.log, of: group) else { return .notOwner(one.log) }
            if let member {
                guard let holding = group.holdings[one.log], holding.owner == member.id else {
                    return .notOwner(one.log)
                }
                if holding.isReset, let offset = group.offsets[one.log]?.offset {
                    return .positionReset(one.log, offset)
                }
            }
            guard one.offset <= log.next else { return .beyondEnd(one.log, latest: log.next) }
            let bytes = one.metadata?.utf8.count ?? 0
            guard bytes <= Limits.metadataBytesMax else {
                return .limit("metadata", max: Limits.metadataBytesMax)
            }
            metadataBytes += bytes - (group.offsets[one.log]?.metadata?.utf8.count ?? 0)
        }
        guard metadataBytes <= Limits.groupMetadataBytesMax else {
            return .limit("metadata", max: Limits.groupMetadataBytesMax)
        }
        return nil
    }

    /// Emits that revoked partitions move whose batch is committed by this.
    private func letGo(
        _ offsets: [CommittedOffset], by member: Member, of group: Group, _ decision: inout Decision
    ) {
        var done: [LogID] = []
        for one in offsets {
            guard let holding = group.holdings[one.log], holding.isRevoked else { continue }
            switch holding.batch {
            case .none: done.append(one.log)
            case .upTo(let end): if one.offset >= end { done.append(one.log) }
            // It reads on its own, and was told to end with this partition.
            case .unknown: if holding.isTold, member.kind == .byHand { done.append(one.log) }
            }
        }
        guard !done.isEmpty else { return }
        var draft = GroupDraft(group)
        draft.settle(member.id) { done.contains($0) }
        draft.handOver()
        assign(draft, group, &decision)
    }

    func decideReset(_ command: ResetCommand, now: Instant, _ decision: inout Decision) {
        guard let group = entities.group(command.group) else { return decision.refuse(.stale) }
        guard command.positions.count <= Limits.groupPartitionsMax else {
            return decision.refuse(.limit("offsets", max: Limits.groupPartitionsMax))
        }
        var places: [ResetPosition] = []
        for position in command.positions {
            guard let log = log(position.log, of: group) else { return decision.refuse(.stale) }
            guard position.offset <= log.next else {
                return decision.refuse(.beyondEnd(position.log, latest: log.next))
            }
            places.append(
                ResetPosition(
                    log: position.log, from: group.offsets[position.log]?.offset, to: position.offset))
        }
        decision.reply = .reset(places)
        guard !command.isDryRun, !places.isEmpty else { return }
        let offsets = command.positions.map { CommittedOffset(log: $0.log, offset: $0.offset) }
        emit(offsets, of: group.id, by: nil, .reset, now: now, &decision)
    }

    /// A topic's log that the group may have an offset for: one of its own namespace.
    private func log(_ id: LogID, of group: Group) -> Log? {
        guard let log = entities.log(id), let topic = entities.topic(log.owner),
            topic.namespace == group.namespace
        else { return nil }
        return log
    }

    /// Bytes of the offsets that one event tells of, about, so that it fits into a frame.
    private static let eventBytes = 64 * 1024

    /// Emits that offsets were set, in as many events as that takes; none for no offsets.
    func emit(
        _ offsets: [CommittedOffset], of group: EntityID, by member: MemberID?, _ kind: CommitKind,
        now: Instant, _ decision: inout Decision
    ) {
        var start = 0
        var bytes = 0
        for index in offsets.indices {
            bytes += offsets[index].encodedBytes
            guard bytes >= Self.eventBytes || index == offsets.count - 1 else { continue }
            let part = start == 0 && index == offsets.count - 1 ? offsets : Array(offsets[start...index])
            decision.events.append(
                .offsetsCommitted(
                    OffsetsCommitted(
                        group: group, committedAt: now, member: member, kind: kind, offsets: part)))
            (start, bytes) = (index + 1, 0)
        }
    }

    func evolve(_ event: OffsetsCommitted, at sequence: JournalSequence) {
        guard let group = entities.group(event.group), group.mark.admits(sequence) else { return }
        if event.kind == .reset { group.generation += 1 }
        group.moves += 1
        for one in event.offsets {
            group.offsets.set(
                GroupOffset(
                    log: one.log, offset: one.offset, committedAt: event.committedAt, metadata: one.metadata,
                    isReset: event.kind == .reset))
            group.holdings.update(one.log) { holding in
                if event.kind == .reset {
                    holding.since = group.generation
                    holding.limit = one.offset
                    holding.isReset = true
                } else if case .upTo(let end) = holding.batch, one.offset >= end {
                    holding.batch = .none
                }
            }
        }
    }
}
