internal import Base
internal import LogFormat

extension Broker {
    func decideBind(
        _ id: EntityID, _ name: String, _ wish: BindingWish, createOnly: Bool, now: Instant,
        _ decision: inout Decision
    ) {
        guard let exchange = entities.exchange(id), let namespace = entities.namespace(exchange.namespace)
        else { return decision.refuse(.stale) }
        guard isName(name) else { return decision.refuse(.badName) }
        if let refusal = refusal(of: wish, exchange) { return decision.refuse(refusal) }
        let number = name.withByteView { exchange.names.find($0) }
        if number != nil, createOnly { return decision.refuse(.exists(.binding, name)) }
        var target: EntityID?
        if let wished = wish.target {
            target = find(wished, in: namespace)
            if target == nil { return decision.refuse(.notFound(wished.kind, wished.name)) }
            if let source = target.flatMap({ entities.queue($0) })?.settings.lanes.source {
                return decision.refuse(.hasSource(source.name))
            }
        }
        guard let number, let old = exchange.binding(number) else {
            guard let target else { return decision.refuse(.badBinding(.noTarget)) }
            if exchange.settings.type == .headers, wish.headers == nil {
                return decision.refuse(.badBinding(.noHeaders))
            }
            guard exchange.bindings.count < Limits.bindingsMax else {
                return decision.refuse(.limit("bindings", max: Limits.bindingsMax))
            }
            let fresh = Binding(
                number: exchange.nextBinding, name: name, target: target,
                match: exchange.settings.type == .headers ? .all : nil, declaredAt: now)
            let event = Bound(exchange: id, binding: wish.applied(to: fresh).binding)
            decision.events.append(.bound(event))
            decision.reply = .bound(number: fresh.number, created: true, changed: [])
            return
        }
        var (binding, changed) = wish.applied(to: old)
        if let target, target != old.target {
            binding.target = target
            changed.insert("to", at: 0)
        }
        decision.reply = .bound(number: number, created: false, changed: changed)
        guard !changed.isEmpty else { return }
        decision.events.append(.bound(Bound(exchange: id, binding: binding)))
    }

    func decideUnbind(_ id: EntityID, _ name: String, _ decision: inout Decision) {
        guard let exchange = entities.exchange(id) else { return decision.refuse(.stale) }
        guard let number = name.withByteView({ exchange.names.find($0) }) else {
            return decision.refuse(.notFound(.binding, name))
        }
        decision.events.append(.unbound(Unbound(exchange: id, number: number)))
        decision.reply = .deleted
    }

    private func refusal(of wish: BindingWish, _ exchange: Exchange) -> BrokerError? {
        if let fault = wish.fault(in: exchange.settings.type) { return .badBinding(fault) }
        if let key = wish.routingKey, key.utf8.count > Limits.routingKeyBytesMax {
            return .limit("routing_key", max: Limits.routingKeyBytesMax)
        }
        if let weight = wish.weight, !(1...Limits.bindingWeightMax).contains(weight) {
            return .limit("weight", max: Limits.bindingWeightMax)
        }
        if let headers = wish.headers, headers.count > Limits.headerCountMax {
            return .limit("headers", max: Limits.headerCountMax)
        }
        if case .at(let filter) = wish.filter, filter.withByteView({ LineFilter($0) == nil }) {
            return .badBinding(.filter)
        }
        return nil
    }

    private func find(_ target: BindingTarget, in namespace: Namespace) -> EntityID? {
        let id = target.name.withByteView { name in
            switch target.kind {
            case .queue: namespace.queues.find(name)
            case .topic: namespace.topics.find(name)
            case .exchange: namespace.exchanges.find(name)
            default: UInt32?.none
            }
        }
        return id.map { EntityID($0) }
    }

    func evolve(_ event: Bound, at sequence: JournalSequence) {
        guard let exchange = entities.exchange(event.exchange) else { return }
        exchange.bind(event.binding, at: sequence)
        entities.namespace(exchange.namespace)?.routes &+= 1
    }

    func evolve(_ event: Unbound) {
        guard let exchange = entities.exchange(event.exchange) else { return }
        exchange.unbind(event.number)
        entities.namespace(exchange.namespace)?.routes &+= 1
    }

    /// Drops the bindings that lead to what is gone, in whatever namespace that was.
    func unbindAll(to target: EntityID) {
        for id in exchangeIDs(around: target) {
            guard let exchange = entities.exchange(id), exchange.leads(to: target) else { continue }
            exchange.unbindAll { $0.target == target }
            entities.namespace(exchange.namespace)?.routes &+= 1
        }
    }

    /// Drops the bindings that were to live no longer than the process before.
    func unbindEphemeral() {
        for id in 0..<entities.nextEntity.rawValue {
            guard let exchange = entities.exchange(EntityID(id)) else { continue }
            exchange.unbindAll { $0.isEphemeral }
        }
    }

    /// Exchanges that may have bindings to a target: those of its namespace, or all while that is not known.
    private func exchangeIDs(around target: EntityID) -> [EntityID] {
        let namespace: EntityID
        switch entities[target] {
        case .topic(let topic): namespace = topic.namespace
        case .queue(let queue): namespace = queue.namespace
        case .exchange(let exchange): namespace = exchange.namespace
        case .vacant, .namespace, .group, .policy:
            // Only while a journal is replayed behind a snapshot that was taken after the deletion.
            return (0..<entities.nextEntity.rawValue).map { EntityID($0) }
        }
        return entities.namespace(namespace)?.exchangeIDs.all ?? []
    }
}
