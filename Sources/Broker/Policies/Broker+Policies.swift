internal import Base
internal import LogFormat

/// Policies: what they give is decided when they or what they match is declared, and never looked up later.
extension Broker {
    /// The part of `decide` that concerns policies.
    func decideOfPolicy(_ command: Command, now: Instant, _ decision: inout Decision) {
        switch command {
        case .declarePolicy(let namespace, let name, let wish, let createOnly):
            decideDeclarePolicy(in: namespace, name, wish, createOnly: createOnly, now: now, &decision)
        case .deletePolicy(let id): decideDeletePolicy(id, now: now, &decision)
        default: decision.refuse(.stale)
        }
    }

    private func decideDeclarePolicy(
        in namespace: EntityID, _ name: String, _ wish: PolicyWish, createOnly: Bool, now: Instant,
        _ decision: inout Decision
    ) {
        guard let namespace = entities.namespace(namespace) else { return decision.refuse(.stale) }
        guard isName(name) else { return decision.refuse(.badName) }
        if let refusal = refusal(of: wish, in: namespace) { return decision.refuse(refusal) }
        if let id = name.withByteView({ namespace.policies.find($0) }),
            let old = entities.policy(EntityID(id))
        {
            if createOnly { return decision.refuse(.exists(.policy, name)) }
            return decideChange(of: old, wish, in: namespace, now: now, &decision)
        }
        guard namespace.policies.count < Limits.policiesMax else {
            return decision.refuse(.limit("policies of a namespace", max: Limits.policiesMax))
        }
        guard let pattern = wish.pattern, let settings = wish.settings else {
            var missing = wish.pattern == nil ? ["pattern"] : []
            if wish.settings == nil { missing.append("settings") }
            return decision.refuse(.incompletePolicy(missing))
        }
        let event = PolicyDeclared(
            id: entities.nextEntity, namespace: namespace.id, declaredAt: now, name: name,
            settings: PolicySettings(
                pattern: pattern, priority: wish.priority ?? 0, rules: settings.rules))
        decision.events.append(.policyDeclared(event))
        decision.reply = .declared(event.id, created: true, changed: [])
        var line = namespace.policyLine
        line.set(RankedPolicy(id: event.id, name: name, settings: event.settings))
        apply(line, in: namespace, now: now, &decision)
    }

    private func decideChange(
        of policy: Policy, _ wish: PolicyWish, in namespace: Namespace, now: Instant,
        _ decision: inout Decision
    ) {
        if let wished = wish.settings, wished.kind != policy.settings.rules.kind {
            return decision.refuse(.immutable(["applies_to"]))
        }
        let (settings, changed) = wish.applied(to: policy.settings)
        decision.reply = .declared(policy.id, created: false, changed: changed)
        guard !changed.isEmpty else { return }
        decision.events.append(.policyChanged(PolicyChanged(id: policy.id, settings: settings)))
        var line = namespace.policyLine
        line.set(RankedPolicy(id: policy.id, name: policy.name, settings: settings))
        apply(line, in: namespace, now: now, &decision)
    }

    private func decideDeletePolicy(_ id: EntityID, now: Instant, _ decision: inout Decision) {
        guard let policy = entities.policy(id), let namespace = entities.namespace(policy.namespace) else {
            return decision.refuse(.stale)
        }
        decision.events.append(.policyDeleted(id))
        decision.reply = .deleted
        var line = namespace.policyLine
        line.remove(id)
        apply(line, in: namespace, now: now, &decision)
    }

    /// Sets every queue and topic of a namespace that these policies change.
    private func apply(
        _ line: PolicyLine, in namespace: Namespace, now: Instant, _ decision: inout Decision
    ) {
        for id in 0..<entities.nextEntity.rawValue {
            switch entities[EntityID(id)] {
            case .queue(let queue) where queue.namespace == namespace.id:
                let settings = line.rule(queue.settings, queue.settings.declared, of: queue.name)
                set(queue, to: settings, now: now, &decision)
            case .topic(let topic) where topic.namespace == namespace.id:
                let settings = line.rule(topic.settings, topic.settings.declared, of: topic.name)
                guard settings != topic.settings else { continue }
                decision.events.append(
                    .topicChanged(
                        TopicChanged(
                            id: topic.id, settings: settings, firstPartition: UInt32(topic.logs.count),
                            addedLogs: [])))
            default: break
            }
        }
    }

    /// Sets a queue, which counts as a use where it will live as long as it is used.
    func set(_ queue: Queue, to settings: QueueSettings, now: Instant, _ decision: inout Decision) {
        guard settings != queue.settings else { return }
        decision.events.append(.queueChanged(QueueChanged(id: queue.id, settings: settings)))
        if settings.expires != nil, queue.settings.expires == nil { decision.used.append((queue.id, now)) }
    }

    private func refusal(of wish: PolicyWish, in namespace: Namespace) -> BrokerError? {
        if let pattern = wish.pattern, !PolicySettings.isPattern(pattern) {
            return .badPolicyPattern(pattern)
        }
        if let priority = wish.priority, abs(priority) > Limits.policyPriorityMax {
            return .limit("priority", max: Limits.policyPriorityMax)
        }
        switch wish.settings {
        case nil: return nil
        case .topics(let topics): return topics.refusal
        case .queues(let queues):
            if let refusal = refusal(of: queues) { return refusal }
            return refusal(ofTarget: queues.applied(to: .standard).settings, in: namespace)
        }
    }

    mutating func evolve(_ event: PolicyDeclared, at sequence: JournalSequence) {
        let policy = Policy(event)
        guard entities.place(.policy(policy), at: event.id) else { return }
        _ = policy.mark.admits(sequence)
        guard let namespace = entities.namespace(event.namespace) else { return }
        namespace.policies.claim(event.name, for: event.id.rawValue)
        namespace.policyLine.set(policy.ranked)
    }

    func evolve(_ event: PolicyChanged, at sequence: JournalSequence) {
        guard let policy = entities.policy(event.id), policy.mark.admits(sequence) else { return }
        policy.settings = event.settings
        policy.version += 1
        entities.namespace(policy.namespace)?.policyLine.set(policy.ranked)
    }

    mutating func evolvePolicyDeleted(_ id: EntityID) {
        guard let policy = entities.policy(id) else { return }
        if let namespace = entities.namespace(policy.namespace) {
            namespace.policies.release(policy.name, of: id.rawValue)
            namespace.policyLine.remove(id)
        }
        entities.remove(id)
    }
}
