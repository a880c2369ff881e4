internal import Base
internal import LogFormat

extension Broker {
    func decideDeclareTopic(
        in namespace: EntityID, _ name: String, _ wish: TopicWish, createOnly: Bool, now: Instant,
        _ decision: inout Decision
    ) {
        guard let namespace = entities.namespace(namespace) else { return decision.refuse(.stale) }
        guard isName(name) else { return decision.refuse(.badName) }
        if let refusal = wish.refusal { return decision.refuse(refusal) }
        if let id = name.withByteView({ namespace.topics.find($0) }) {
            if createOnly { return decision.refuse(.exists(.topic, name)) }
            return decideChangeTopic(EntityID(id), wish, &decision)
        }
        let partitions = wish.partitions ?? 1
        guard (1...Limits.partitionsMax).contains(partitions) else {
            return decision.refuse(.limit("partitions", max: Limits.partitionsMax))
        }
        let settings = wish.applied(to: .standard).settings
        let event = TopicDeclared(
            id: entities.nextEntity, namespace: namespace.id, declaredAt: now,
            settings: namespace.policyLine.rule(settings, wish.rules, of: name), name: name,
            logs: nextLogs(partitions))
        decision.events.append(.topicDeclared(event))
        decision.reply = .declared(event.id, created: true, changed: [])
    }

    func decideChangeTopic(_ id: EntityID, _ wish: TopicWish, _ decision: inout Decision) {
        guard let topic = entities.topic(id) else { return decision.refuse(.stale) }
        if let refusal = wish.refusal { return decision.refuse(refusal) }
        var (settings, changed) = wish.applied(to: topic.settings.withoutPolicy)
        let partitions = wish.partitions ?? topic.logs.count
        guard partitions <= Limits.partitionsMax else {
            return decision.refuse(.limit("partitions", max: Limits.partitionsMax))
        }
        guard partitions >= topic.logs.count else {
            return decision.refuse(.fewerPartitions(current: topic.logs.count, wished: partitions))
        }
        if settings.cleanup.compacts, !topic.settings.cleanup.compacts, !topic.readers.isEmpty {
            return decision.refuse(.isSource(queues: readers(of: topic).map(\.name)))
        }
        if partitions > topic.logs.count { changed.insert("partitions", at: 0) }
        decision.reply = .declared(id, created: false, changed: changed)
        let declared = wish.added(to: topic.settings.declared, leadingTo: settings)
        if let line = entities.namespace(topic.namespace)?.policyLine {
            settings = line.rule(settings, declared, of: topic.name)
        }
        guard !changed.isEmpty || settings != topic.settings else { return }
        let added = nextLogs(partitions - topic.logs.count)
        decision.events.append(
            .topicChanged(
                TopicChanged(
                    id: id, settings: settings, firstPartition: UInt32(topic.logs.count), addedLogs: added)))
        addLanes(over: added, of: topic, &decision)
    }

    func decideDeleteTopic(_ id: EntityID, _ decision: inout Decision) {
        guard let topic = entities.topic(id) else { return decision.refuse(.stale) }
        guard topic.readers.isEmpty else {
            return decision.refuse(.isSource(queues: readers(of: topic).map(\.name)))
        }
        decision.events.append(.topicDeleted(id))
        decision.reply = .deleted
    }

    mutating func evolve(_ event: TopicDeclared, at sequence: JournalSequence) {
        let topic = Topic(event)
        guard entities.place(.topic(topic), at: event.id) else { return }
        _ = topic.mark.admits(sequence)
        if let namespace = entities.namespace(event.namespace) {
            namespace.topics.claim(event.name, for: event.id.rawValue)
            namespace.topicIDs.insert(event.id)
        }
        unsettle(event.namespace, topic: event.name)
        for (partition, log) in event.logs.enumerated() {
            entities.place(Log(id: log, owner: event.id, partition: UInt32(partition)))
        }
    }

    mutating func evolve(_ event: TopicChanged, at sequence: JournalSequence) {
        guard let topic = entities.topic(event.id), topic.mark.admits(sequence) else { return }
        topic.settings = event.settings
        topic.version += 1
        for log in event.addedLogs {
            entities.place(Log(id: log, owner: event.id, partition: UInt32(topic.logs.count)))
            topic.logs.append(log)
        }
        if !event.addedLogs.isEmpty { unsettle(topic.namespace, topic: topic.name) }
    }

    mutating func evolveTopicDeleted(_ id: EntityID) {
        unbindAll(to: id)
        guard let topic = entities.topic(id) else { return }
        if let namespace = entities.namespace(topic.namespace) {
            namespace.topics.release(topic.name, of: id.rawValue)
            namespace.topicIDs.remove(id)
        }
        unsettle(topic.namespace, topic: topic.name, gone: topic.logs)
        for log in topic.logs { entities.remove(log) }
        entities.remove(id)
    }

    private func nextLogs(_ count: Int) -> [LogID] {
        (0..<UInt32(count)).map { LogID(entities.nextLog.rawValue + $0) }
    }
}
