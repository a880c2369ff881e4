internal import Base
internal import Broker
internal import LogFormat

extension Shard {
    /// Lets the views of exchanges follow an event. Runs under the lock.
    func adopt(exchange event: Event, version: UInt32, in state: inout ShardState) {
        let namespace: Namespace?
        switch event {
        case .exchangeDeclared(let event):
            namespace = state.entities.namespace(event.namespace)
            guard let namespace else { return }
            set(
                MessageExchange(
                    id: event.id, name: event.name, namespace: namespace, settings: event.settings,
                    declaredAt: event.declaredAt, version: version), in: &state)
        case .exchangeChanged(let event):
            guard let old = state.entities.exchange(event.id) else { return }
            namespace = old.namespace
            set(
                MessageExchange(
                    id: event.id, name: old.name, namespace: old.namespace, settings: event.settings,
                    declaredAt: old.declaredAt, version: old.version + 1, ways: old.ways,
                    counters: old.counters), in: &state)
        case .exchangeDeleted(let id):
            guard let exchange = state.entities.exchange(id) else { return }
            namespace = exchange.namespace
            exchange.namespace.removeExchange(exchange.name)
            state.entities.set(nil as MessageExchange?, at: id)
            dropBindings(to: id, of: exchange.namespace)
        case .bound(let event):
            guard let exchange = state.entities.exchange(event.exchange),
                let target = target(event.binding.target, in: state)
            else { return }
            namespace = exchange.namespace
            exchange.ways.set(event.binding, to: target)
        case .unbound(let event):
            guard let exchange = state.entities.exchange(event.exchange) else { return }
            namespace = exchange.namespace
            exchange.ways.remove(event.number)
        default: return
        }
        if let namespace { outdateRoutes(of: namespace, in: state) }
    }

    /// Drops what leads to a queue or topic that is gone. Runs under the lock.
    func dropBindings(to target: EntityID, of namespace: Namespace, in state: borrowing ShardState) {
        dropBindings(to: target, of: namespace)
        outdateRoutes(of: namespace, in: state)
    }

    private func dropBindings(to target: EntityID, of namespace: Namespace) {
        for exchange in namespace.exchanges() { exchange.ways.removeAll(to: target) }
    }

    /// Has whoever routed by the tables as they were route again.
    private func outdateRoutes(of namespace: Namespace, in state: borrowing ShardState) {
        namespace.setRoutes(state.broker.routes(of: namespace.id))
    }

    private func set(_ exchange: MessageExchange, in state: inout ShardState) {
        guard let id = exchange.id else { return }
        state.entities.set(exchange, at: id)
        exchange.namespace.set(exchange)
    }

    private func target(_ id: EntityID, in state: borrowing ShardState) -> BindingTarget? {
        if let queue = state.entities.queue(id) { return BindingTarget(.queue, queue.name) }
        if let topic = state.entities.topic(id) { return BindingTarget(.topic, topic.name) }
        return state.entities.exchange(id).map { BindingTarget(.exchange, $0.name) }
    }
}
