internal import Base
internal import LogFormat

extension Broker {
    func decideDeclareGroup(
        in namespace: EntityID, _ name: String, _ wish: GroupWish, createOnly: Bool, now: Instant,
        _ decision: inout Decision
    ) {
        guard let namespace = entities.namespace(namespace) else { return decision.refuse(.stale) }
        guard isName(name) else { return decision.refuse(.badName) }
        if let id = name.withByteView({ namespace.groups.find($0) }) {
            if createOnly { return decision.refuse(.exists(.group, name)) }
            return decideChangeGroup(EntityID(id), wish, now: now, &decision)
        }
        if let refusal = wish.refusal { return decision.refuse(refusal) }
        let settings = wish.applied(to: .standard).settings
        if let topics = settings.topics, let refusal = refusal(of: topics, in: namespace) {
            return decision.refuse(refusal)
        }
        let event = GroupDeclared(
            id: entities.nextEntity, namespace: namespace.id, declaredAt: now, settings: settings, name: name)
        decision.events.append(.groupDeclared(event))
        begin(Group(event), settings, adding: settings.topics, now: now, &decision)
        decision.reply = .declared(event.id, created: true, changed: [])
    }

    func decideChangeGroup(
        _ id: EntityID, _ wish: GroupWish, now: Instant, _ decision: inout Decision
    ) {
        guard let group = entities.group(id), let namespace = entities.namespace(group.namespace) else {
            return decision.refuse(.stale)
        }
        if let refusal = wish.refusal { return decision.refuse(refusal) }
        let (settings, changed) = wish.applied(to: group.settings)
        guard settings.isEphemeral == group.settings.isEphemeral else {
            return decision.refuse(.immutable(["ephemeral"]))
        }
        if let topics = settings.topics, topics != group.settings.topics,
            let refusal = refusal(of: topics, in: namespace)
        {
            return decision.refuse(refusal)
        }
        decision.reply = .declared(id, created: false, changed: changed)
        guard !changed.isEmpty else { return }
        decision.events.append(
            .groupChanged(GroupChanged(id: id, settings: settings, isPaused: group.isPaused)))
        begin(group, settings, adding: settings.topics, now: now, &decision)
        guard settings.assignor != group.settings.assignor, !group.members.isEmpty else { return }
        var draft = GroupDraft(group)
        share(&draft, of: group, by: settings.assignor)
        assign(draft, group, &decision)
    }

    func decidePauseGroup(_ id: EntityID, isPaused: Bool, _ decision: inout Decision) {
        guard let group = entities.group(id) else { return decision.refuse(.stale) }
        let differs = group.isPaused != isPaused
        decision.reply = .declared(id, created: false, changed: differs ? ["paused"] : [])
        guard differs else { return }
        decision.events.append(
            .groupChanged(GroupChanged(id: id, settings: group.settings, isPaused: isPaused)))
    }

    func decideDeleteGroup(_ id: EntityID, _ decision: inout Decision) {
        guard entities.group(id) != nil else { return decision.refuse(.stale) }
        decision.events.append(.groupDeleted(id))
        decision.reply = .deleted
    }

    /// Emits where a group begins that does not begin at earliest.
    func begin(
        _ group: Group, _ settings: GroupSettings, adding topics: Subscription?, now: Instant,
        _ decision: inout Decision
    ) {
        let starts = starts(group, settings, adding: topics)
        emit(starts, of: group.id, by: nil, .start, now: now, &decision)
    }

    /// Why a subscription is none, if it is not.
    func refusal(of topics: Subscription, in namespace: Namespace) -> BrokerError? {
        guard !topics.entries.isEmpty else { return .noTopics }
        guard topics.entries.count <= Limits.subscriptionEntriesMax else {
            return .limit("topics", max: Limits.subscriptionEntriesMax)
        }
        guard topics.textBytes <= Limits.subscriptionBytesMax else {
            return .limit("topics", max: Limits.subscriptionBytesMax)
        }
        if let malformed = topics.malformed { return .badPattern(malformed) }
        for entry in topics.entries {
            if Subscription.isPattern(entry) {
                let isMatched = namespace.topicIDs.all.contains { id in
                    entities.topic(id).map { Subscription.matches(entry, $0.name) } ?? false
                }
                if !isMatched { return .matchesNothing(entry) }
            } else if entry.withByteView({ namespace.topics.find($0) }) == nil {
                return .notFound(.topic, entry)
            }
        }
        return nil
    }

    mutating func evolve(_ event: GroupDeclared, at sequence: JournalSequence) {
        let group = Group(event)
        guard entities.place(.group(group), at: event.id) else { return }
        _ = group.mark.admits(sequence)
        if let namespace = entities.namespace(event.namespace) {
            namespace.groups.claim(event.name, for: event.id.rawValue)
            namespace.groupIDs.insert(event.id)
        }
        arm(group)
    }

    mutating func evolve(_ event: GroupChanged, at sequence: JournalSequence) {
        guard let group = entities.group(event.id), group.mark.admits(sequence) else { return }
        group.settings = event.settings
        if group.isPaused != event.isPaused { group.generation += 1 }
        group.isPaused = event.isPaused
        group.version += 1
        arm(group)
    }

    mutating func evolveGroupDeleted(_ id: EntityID) {
        guard let group = entities.group(id) else { return }
        if let namespace = entities.namespace(group.namespace) {
            namespace.groups.release(group.name, of: id.rawValue)
            namespace.groupIDs.remove(id)
        }
        entities.remove(id)
        timers.remove(id.rawValue)
    }
}
