internal import Base
internal import LogFormat

extension Broker {
    /// Shares out what a draft's readers read, with as little moving as its assignor allows.
    func share(_ draft: inout GroupDraft, of group: Group, by assignor: Assignor) {
        var share = Share(readers: draft.readers)
        let subscriptions = Subscriptions(draft.readers)
        forEachTopic(of: group, where: { subscriptions.reads($0) }) { topic in
            share.add(topic, readers: subscriptions.readers(of: topic.name))
        }
        share.take(draft.parts)
        draft.aim(share.assigned(by: assignor)) { entities.log($0) == nil }
    }

    /// Visits topics of a group's namespace, by id, as long as they have no more partitions than it may read.
    func forEachTopic(of group: Group, where isRead: (String) -> Bool, _ body: (Topic) -> Void) {
        guard let namespace = entities.namespace(group.namespace) else { return }
        var count = 0
        for id in namespace.topicIDs.all {
            guard let topic = entities.topic(id), isRead(topic.name) else { continue }
            count += topic.logs.count
            if count > Limits.groupPartitionsMax { return }
            body(topic)
        }
    }

    /// Emits what a draft has otherwise than the group, if anything.
    func assign(_ draft: GroupDraft, _ group: Group, _ decision: inout Decision) {
        let changes = draft.changes
        guard !changes.isEmpty else { return }
        decision.events.append(
            .groupAssigned(
                GroupAssigned(group: group.id, generation: group.generation + 1, changes: changes)))
    }

    /// Where a group that starts at latest begins in partitions that it has no offset for.
    ///
    /// Those that came to be while it read their topic, or its pattern, start at earliest.
    func starts(_ group: Group, _ settings: GroupSettings, adding wished: Subscription?) -> [CommittedOffset]
    {
        guard settings.start == .latest else { return [] }
        var starts: [CommittedOffset] = []
        let hasBegun = !group.offsets.all.isEmpty || !group.members.isEmpty
        let isRead = { (name: String) in group.reads(name) || wished?.matches(name) ?? false }
        forEachTopic(of: group, where: isRead) { topic in
            let isOld = hasBegun && group.reads(topic.name)
            for id in topic.logs where group.offsets[id] == nil {
                guard let log = entities.log(id) else { continue }
                starts.append(CommittedOffset(log: id, offset: isOld ? log.start : log.next))
            }
        }
        return starts.sorted { $0.log < $1.log }
    }

    mutating func evolve(_ event: GroupAssigned, at sequence: JournalSequence) {
        guard let group = entities.group(event.group), group.mark.admits(sequence) else { return }
        group.generation = event.generation
        for change in event.changes { group.assign(change) }
    }
}

extension Group {
    /// Takes in who owns a partition from now on.
    func assign(_ change: Ownership) {
        let old = holdings[change.log]
        if let old, old.owner == change.owner {
            holdings.update(change.log) { holding in
                holding.target = change.target
                if !holding.isRevoked { holding.isTold = false }
            }
            return
        }
        if let old { member(old.owner)?.lose(change.log) }
        guard let id = change.owner, let owner = member(id) else { return holdings.remove(change.log) }
        holdings.set(Holding(change, owner: id, kind: owner.kind, since: generation))
        owner.gain(change.log)
    }
}

/// The different subscriptions among the readers of a group: mostly one.
struct Subscriptions {
    private struct Kind {
        let topics: Subscription
        var readers: [Int]
    }

    private var kinds: [Kind] = []

    init(_ readers: [GroupDraft.Reader]) {
        for (index, reader) in readers.enumerated() {
            if let known = kinds.firstIndex(where: { $0.topics == reader.topics }) {
                kinds[known].readers.append(index)
            } else {
                kinds.append(Kind(topics: reader.topics, readers: [index]))
            }
        }
    }

    func reads(_ topic: String) -> Bool { kinds.contains { $0.topics.matches(topic) } }

    /// Indexes of the readers of a topic, ascending.
    func readers(of topic: String) -> [Int] {
        var readers: [Int] = []
        for kind in kinds where kind.topics.matches(topic) { readers += kind.readers }
        if kinds.count > 1 { readers.sort() }
        return readers
    }
}
