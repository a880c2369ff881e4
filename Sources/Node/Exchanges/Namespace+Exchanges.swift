package import Base
package import Broker
internal import LogFormat

extension Namespace {
    /// The exchange that knows each queue by its name; nobody declares it.
    package var defaultExchange: MessageExchange {
        MessageExchange(
            id: nil, name: Broker.defaultExchange, namespace: self,
            settings: ExchangeSettings(type: .direct), declaredAt: declaredAt,
            counters: defaultCounters)
    }

    /// The exchange of this name, the default one too.
    package func exchange(named name: String) -> MessageExchange? {
        name == Broker.defaultExchange ? defaultExchange : name.withByteView { exchange($0) }
    }

    /// Declares an exchange: made, or set to what `wish` names; the rest keeps its value.
    package func declareExchange(
        _ name: String, _ wish: ExchangeWish, createOnly: Bool = false
    ) throws(Refused) -> Gated<Declared<MessageExchange>> {
        try shard.declare(
            .declareExchange(namespace: id, name: name, wish: wish, createOnly: createOnly)
        ) { state, id in state.entities.exchange(id) }
    }

    /// Changes what `wish` names.
    package func changeExchange(
        _ exchange: MessageExchange, _ wish: ExchangeWish
    ) throws(Refused) -> Gated<Declared<MessageExchange>> {
        guard let id = exchange.id else { throw Refused(.exchangeReserved) }
        return try shard.declare(.changeExchange(id, wish)) { state, id in state.entities.exchange(id) }
    }

    /// Deletes an exchange with its bindings, and those that lead to it.
    package func deleteExchange(_ exchange: MessageExchange) throws(Refused) -> Gate {
        guard let id = exchange.id else { throw Refused(.exchangeReserved) }
        return try shard.carryOut(.deleteExchange(id))
    }
}

extension MessageExchange {
    /// Declares a binding: made, or set to what `wish` names; the rest keeps its value.
    package func bind(
        _ name: String, _ wish: BindingWish, createOnly: Bool = false
    ) throws(Refused) -> Gated<Declared<BindingView>> {
        guard let id else { throw Refused(.exchangeReserved) }
        return try namespace.shard.carryOut(
            .bind(exchange: id, name: name, wish: wish, createOnly: createOnly)
        ) { state in
            guard case .bound(_, let created, let changed) = state.decision.reply,
                let view = name.withByteView({ binding($0) })
            else { return nil }
            return Declared(value: view, created: created, changed: changed)
        }
    }

    package func unbind(_ name: String) throws(Refused) -> Gate {
        guard let id else { throw Refused(.exchangeReserved) }
        return try namespace.shard.carryOut(.unbind(exchange: id, name: name))
    }
}
