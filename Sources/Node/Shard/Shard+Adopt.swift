internal import Base
internal import Broker
internal import LogFormat

extension Shard {
    /// Lets the views follow an event of the catalog: what look-ups find from now on. Runs under the lock.
    ///
    /// Used after the broker has evolved, and at the start for what it was found to know; there `version`
    /// says how often a topic or queue had been changed.
    func adopt(
        _ event: Event, version: UInt32 = 0, at sequence: JournalSequence, in state: inout ShardState
    ) {
        switch event {
        case .namespaceDeclared(let event):
            let namespace = Namespace(
                id: event.id, name: event.name, declaredAt: event.declaredAt, shard: self)
            namespace.setRoutes(state.broker.routes(of: event.id))
            state.entities.set(namespace, at: event.id)
            catalog.set(namespace)
        case .namespaceDeleted(let id):
            if let namespace = state.entities.namespace(id) { catalog.remove(namespace.name) }
            state.entities.set(nil as Namespace?, at: id)
        case .topicDeclared(let event): declare(event, version: version, in: &state)
        case .topicChanged(let event): change(event, in: &state)
        case .topicDeleted(let id): deleteTopic(id, at: sequence, in: &state)
        case .queueDeclared(let event):
            guard let namespace = state.entities.namespace(event.namespace) else { return }
            // The topic that a queue reads has its logs open.
            let source = event.settings.lanes.source.flatMap { _ in state.entities.log(event.log) }
            let queue = Queue(
                id: event.id, name: event.name, namespace: namespace, settings: event.settings,
                declaredAt: event.declaredAt,
                log: source ?? open(event.log, of: event.name, namespace, partition: nil, in: &state),
                version: version)
            state.entities.set(queue, at: event.id)
            namespace.set(queue)
        case .lanesAdded(let event): add(event, in: &state)
        case .queueChanged(let event):
            guard let old = state.entities.queue(event.id) else { return }
            let queue = Queue(
                id: old.id, name: old.name, namespace: old.namespace, settings: event.settings,
                declaredAt: old.declaredAt, log: old.log, others: old.others, version: old.version + 1)
            state.entities.set(queue, at: event.id)
            queue.namespace.set(queue)
        case .queueDeleted(let id):
            guard let queue = state.entities.queue(id) else { return }
            queue.namespace.removeQueue(queue.name)
            dropBindings(to: id, of: queue.namespace, in: state)
            state.entities.set(nil as Queue?, at: id)
            guard queue.settings.lanes.source == nil else { return }
            for log in [queue.log] + queue.others { close(log, at: sequence, in: &state) }
        case .shardOpened(let event): open(event, at: sequence, in: &state)
        case .trimmed(let event):
            state.entities.log(event.log)?.start.move(to: event.below, releaseAt: sequence)
        case .appended, .leased, .settled, .purged, .extended, .delayed, .fellDue, .moved, .expiring,
            .removed, .outrun, .identified, .weighed, .blamed,
            .redriveStarted, .redriveAdvanced, .idempotentResult, .producerAdvanced, .resultsForgotten,
            .scheduleSet, .scheduleFired, .schedulePaused, .schedulesDeleted, .messagePrepared,
            .preparedEnded, .preparedForgotten:
            break
        case .exchangeDeclared, .exchangeChanged, .exchangeDeleted, .bound, .unbound:
            adopt(exchange: event, version: version, in: &state)
        case .policyDeclared, .policyChanged, .policyDeleted:
            adopt(policy: event, version: version, in: &state)
        case .groupDeclared, .groupChanged, .groupDeleted, .memberJoined, .memberLeft, .groupAssigned,
            .offsetsCommitted, .offsetsExpired, .savedOffsetsChanged:
            adopt(group: event, at: sequence, in: &state)
        }
    }

    /// The first one brings the default namespace.
    private func open(_ event: ShardOpened, at sequence: JournalSequence, in state: inout ShardState) {
        guard state.entities.namespace(Broker.defaultNamespace) == nil, catalog.sorted.isEmpty else { return }
        let first = NamespaceDeclared(
            id: Broker.defaultNamespace, declaredAt: event.openedAt, name: "default")
        adopt(.namespaceDeclared(first), at: sequence, in: &state)
    }

    private func deleteTopic(_ id: EntityID, at sequence: JournalSequence, in state: inout ShardState) {
        guard let topic = state.entities.topic(id) else { return }
        topic.namespace.removeTopic(topic.name)
        dropBindings(to: id, of: topic.namespace, in: state)
        state.entities.set(nil as Topic?, at: id)
        retained.remove(id)
        for log in topic.logs { close(log, at: sequence, in: &state) }
    }

    private func declare(_ event: TopicDeclared, version: UInt32, in state: inout ShardState) {
        guard let namespace = state.entities.namespace(event.namespace) else { return }
        var logs: [LogView] = []
        for (partition, log) in event.logs.enumerated() {
            logs.append(open(log, of: event.name, namespace, partition: partition, in: &state))
        }
        let topic = Topic(
            id: event.id, name: event.name, namespace: namespace, settings: event.settings,
            declaredAt: event.declaredAt, logs: logs, version: version)
        state.entities.set(topic, at: event.id)
        namespace.set(topic)
        retained.set(topic)
        followCleanup(of: topic)
    }

    private func change(_ event: TopicChanged, in state: inout ShardState) {
        guard let old = state.entities.topic(event.id) else { return }
        var logs = old.logs
        for (index, log) in event.addedLogs.enumerated() {
            let partition = Int(event.firstPartition) + index
            logs.append(open(log, of: old.name, old.namespace, partition: partition, in: &state))
        }
        let topic = Topic(
            id: old.id, name: old.name, namespace: old.namespace, settings: event.settings,
            declaredAt: old.declaredAt, logs: logs, version: old.version + 1, rotation: old.rotation)
        state.entities.set(topic, at: event.id)
        topic.namespace.set(topic)
        retained.set(topic)
        followCleanup(of: topic)
    }

    /// Lets look-ups find the further lanes of a queue.
    private func add(_ event: LanesAdded, in state: inout ShardState) {
        guard let old = state.entities.queue(event.queue) else { return }
        var others = old.others
        for (index, lane) in event.lanes.enumerated() where Int(event.first) + index == others.count + 1 {
            let source = old.settings.lanes.source.flatMap { _ in state.entities.log(lane.log) }
            others.append(
                source ?? open(lane.log, of: old.name, old.namespace, partition: nil, in: &state))
        }
        let queue = Queue(
            id: old.id, name: old.name, namespace: old.namespace, settings: old.settings,
            declaredAt: old.declaredAt, log: old.log, others: others, version: old.version)
        state.entities.set(queue, at: event.queue)
        queue.namespace.set(queue)
    }

    private func open(
        _ id: LogID, of owner: String, _ namespace: Namespace, partition: Int?, in state: inout ShardState
    ) -> LogView {
        let whose = partition.map { "topic \(owner)/\($0)" } ?? "queue \(owner)"
        let start = partition == nil ? Offset.zero : state.broker.start(of: id)
        let log = LogView(
            id: id, partition: partition, owner: owner, name: "\(whose) of \(namespace.name)", shard: self,
            tail: state.entities.keptTail(id),
            history: state.entities.keptHistory(id), start: start)
        state.entities.set(log, at: id)
        return log
    }

    /// Ends a log: its readers are woken and find it gone.
    private func close(_ log: LogView, at sequence: JournalSequence, in state: inout ShardState) {
        state.entities.set(nil as LogView?, at: log.id)
        log.close()
        dropKeys(of: log)
        add(.watchers(log), at: sequence, in: &state)
    }
}
