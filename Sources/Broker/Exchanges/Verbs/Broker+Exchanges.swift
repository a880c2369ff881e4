package import Base
internal import LogFormat

extension Broker {
    /// The name of the exchange that is there without having been declared.
    package static var defaultExchange: String { "default" }

    /// Grows whenever messages of a namespace may be routed otherwise than before; volatile.
    package borrowing func routes(of namespace: EntityID) -> UInt64 {
        entities.namespace(namespace)?.routes ?? 0
    }

    /// The part of `decide` that concerns exchanges.
    func decideOfExchange(_ command: Command, now: Instant, _ decision: inout Decision) {
        switch command {
        case .declareExchange(let namespace, let name, let wish, let createOnly):
            decideDeclareExchange(in: namespace, name, wish, createOnly: createOnly, now: now, &decision)
        case .changeExchange(let id, let wish): decideChangeExchange(id, wish, &decision)
        case .deleteExchange(let id): decideDeleteExchange(id, &decision)
        case .bind(let exchange, let name, let wish, let createOnly):
            decideBind(exchange, name, wish, createOnly: createOnly, now: now, &decision)
        case .unbind(let exchange, let name): decideUnbind(exchange, name, &decision)
        default: decision.refuse(.stale)
        }
    }

    private func decideDeclareExchange(
        in namespace: EntityID, _ name: String, _ wish: ExchangeWish, createOnly: Bool, now: Instant,
        _ decision: inout Decision
    ) {
        guard let namespace = entities.namespace(namespace) else { return decision.refuse(.stale) }
        guard isName(name) else { return decision.refuse(.badName) }
        guard name != Self.defaultExchange else { return decision.refuse(.exchangeReserved) }
        if let id = name.withByteView({ namespace.exchanges.find($0) }) {
            if createOnly { return decision.refuse(.exists(.exchange, name)) }
            return decideChangeExchange(EntityID(id), wish, &decision)
        }
        let settings = wish.applied(to: ExchangeSettings(type: wish.type ?? .direct)).settings
        if let refusal = refusal(of: settings, name, in: namespace) { return decision.refuse(refusal) }
        let event = ExchangeDeclared(
            id: entities.nextEntity, namespace: namespace.id, declaredAt: now, settings: settings, name: name)
        decision.events.append(.exchangeDeclared(event))
        decision.reply = .declared(event.id, created: true, changed: [])
    }

    private func decideChangeExchange(_ id: EntityID, _ wish: ExchangeWish, _ decision: inout Decision) {
        guard let exchange = entities.exchange(id), let namespace = entities.namespace(exchange.namespace)
        else { return decision.refuse(.stale) }
        if let type = wish.type, type != exchange.settings.type {
            return decision.refuse(.immutable(["type"]))
        }
        let (settings, changed) = wish.applied(to: exchange.settings)
        if changed.contains("alternate"),
            let refusal = refusal(of: settings, exchange.name, in: namespace)
        {
            return decision.refuse(refusal)
        }
        decision.reply = .declared(id, created: false, changed: changed)
        guard !changed.isEmpty else { return }
        decision.events.append(.exchangeChanged(ExchangeChanged(id: id, settings: settings)))
    }

    private func refusal(of settings: ExchangeSettings, _ name: String, in namespace: Namespace)
        -> BrokerError?
    {
        guard let alternate = settings.alternate, alternate != name else { return nil }
        let isThere = alternate.withByteView { namespace.exchanges.find($0) } != nil
        return isThere ? nil : .notFound(.exchange, alternate)
    }

    private func decideDeleteExchange(_ id: EntityID, _ decision: inout Decision) {
        guard let exchange = entities.exchange(id) else { return decision.refuse(.stale) }
        let users = users(of: exchange)
        guard users.isEmpty else { return decision.refuse(.inUse(.exchange, exchange.name, by: users)) }
        decision.events.append(.exchangeDeleted(id))
        decision.reply = .deleted
    }

    /// Names that refusals list, at most.
    private static var usersMax: Int { 10 }

    /// What sends messages to an exchange by its name, bindings not among it.
    private func users(of exchange: Exchange) -> [String] {
        var users: [String] = []
        for id in 0..<entities.nextEntity.rawValue where users.count < Self.usersMax {
            switch entities[EntityID(id)] {
            case .queue(let queue) where queue.namespace == exchange.namespace:
                if case .exchange(exchange.name, _) = queue.settings.deadLetter {
                    users.append("queue \(queue.name) as dead_letter")
                }
            case .exchange(let other) where other.namespace == exchange.namespace && other !== exchange:
                if other.settings.alternate == exchange.name {
                    users.append("exchange \(other.name) as alternate")
                }
            case .policy(let policy) where policy.namespace == exchange.namespace:
                guard case .queues(let rules) = policy.settings.rules,
                    case .exchange(exchange.name, _) = rules.values.deadLetter
                else { continue }
                users.append("policy \(policy.name) as dead_letter")
            default: break
            }
        }
        return users
    }

    mutating func evolve(_ event: ExchangeDeclared, at sequence: JournalSequence) {
        let exchange = Exchange(event)
        guard entities.place(.exchange(exchange), at: event.id) else { return }
        _ = exchange.mark.admits(sequence)
        guard let namespace = entities.namespace(event.namespace) else { return }
        namespace.exchanges.claim(event.name, for: event.id.rawValue)
        namespace.exchangeIDs.insert(event.id)
        namespace.routes &+= 1
    }

    func evolve(_ event: ExchangeChanged, at sequence: JournalSequence) {
        guard let exchange = entities.exchange(event.id), exchange.mark.admits(sequence) else { return }
        exchange.settings = event.settings
        exchange.version += 1
        entities.namespace(exchange.namespace)?.routes &+= 1
    }

    mutating func evolveExchangeDeleted(_ id: EntityID) {
        unbindAll(to: id)
        guard let exchange = entities.exchange(id) else { return }
        if let namespace = entities.namespace(exchange.namespace) {
            namespace.exchanges.release(exchange.name, of: id.rawValue)
            namespace.exchangeIDs.remove(id)
            namespace.routes &+= 1
        }
        entities.remove(id)
    }
}
