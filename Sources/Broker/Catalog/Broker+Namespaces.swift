package import Base
internal import LogFormat

extension Broker {
    /// The namespace that is there from the start.
    package static let defaultNamespace = EntityID(0)

    func decideOpen(tokenKey: SipHash.Key, now: Instant, _ decision: inout Decision) {
        decision.events.append(
            .shardOpened(
                ShardOpened(
                    epoch: epoch + 1, openedAt: now, tokenKey: self.tokenKey == nil ? tokenKey : nil)))
        decision.reply = .opened(epoch: epoch + 1)
    }

    mutating func evolve(_ event: ShardOpened, at sequence: JournalSequence) {
        guard event.epoch > epoch else { return }
        epoch = event.epoch
        if tokenKey == nil { tokenKey = event.tokenKey }
        if entities.nextEntity == Self.defaultNamespace {
            let first = NamespaceDeclared(
                id: Self.defaultNamespace, declaredAt: event.openedAt, name: "default")
            evolve(first, at: sequence)
        }
        unbindEphemeral()
        for id in 0..<entities.nextEntity.rawValue {
            guard let group = entities.group(EntityID(id)) else { continue }
            resume(group, at: event.openedAt, forgets: true)
        }
    }

    func decideDeclareNamespace(_ name: String, createOnly: Bool, now: Instant, _ decision: inout Decision) {
        guard isName(name) else { return decision.refuse(.badName) }
        if let id = name.withByteView({ namespaces.find($0) }) {
            if createOnly { return decision.refuse(.exists(.namespace, name)) }
            decision.reply = .declared(EntityID(id), created: false, changed: [])
            return
        }
        let event = NamespaceDeclared(id: entities.nextEntity, declaredAt: now, name: name)
        decision.events.append(.namespaceDeclared(event))
        decision.reply = .declared(event.id, created: true, changed: [])
    }

    mutating func evolve(_ event: NamespaceDeclared, at sequence: JournalSequence) {
        let namespace = Namespace(id: event.id, name: event.name, declaredAt: event.declaredAt)
        guard entities.place(.namespace(namespace), at: event.id) else { return }
        _ = namespace.mark.admits(sequence)
        namespaces.claim(event.name, for: event.id.rawValue)
    }

    func decideDeleteNamespace(_ id: EntityID, _ decision: inout Decision) {
        guard let namespace = entities.namespace(id) else { return decision.refuse(.stale) }
        guard id != Self.defaultNamespace else { return decision.refuse(.namespacePermanent) }
        guard namespace.isEmpty else {
            return decision.refuse(
                .namespaceNotEmpty(
                    topics: namespace.topics.count, queues: namespace.queues.count,
                    groups: namespace.groups.count, schedules: namespace.schedules.count,
                    exchanges: namespace.exchanges.count, policies: namespace.policies.count))
        }
        decision.events.append(.namespaceDeleted(id))
        decision.reply = .deleted
    }

    mutating func evolveNamespaceDeleted(_ id: EntityID) {
        guard let namespace = entities.namespace(id) else { return }
        namespaces.release(namespace.name, of: id.rawValue)
        entities.remove(id)
    }

    func isName(_ name: String) -> Bool {
        do {
            try name.withByteView { bytes throws(TextError) in try NameText.validate(bytes) }
            return true
        } catch { return false }
    }
}
