internal import Base
package import Broker

/// What a declaration would come to.
package struct Trial: Sendable {
    package let created: Bool
    /// Names of the members that would be set anew.
    package let changed: [String]
}

/// Declarations that only say what they would do: the broker decides, and nothing is written down.
extension Namespace {
    package func tryTopic(_ name: String, _ wish: TopicWish) throws(Refused) -> Trial {
        try shard.trial(of: .declareTopic(namespace: id, name: name, wish: wish, createOnly: false))
    }

    package func tryQueue(_ name: String, _ wish: QueueWish) throws(Refused) -> Trial {
        try shard.trial(of: .declareQueue(namespace: id, name: name, wish: wish, createOnly: false))
    }

    package func tryGroup(_ name: String, _ wish: GroupWish) throws(Refused) -> Trial {
        try shard.trial(of: .declareGroup(namespace: id, name: name, wish: wish, createOnly: false))
    }

    package func tryExchange(_ name: String, _ wish: ExchangeWish) throws(Refused) -> Trial {
        try shard.trial(of: .declareExchange(namespace: id, name: name, wish: wish, createOnly: false))
    }

    package func tryPolicy(_ name: String, _ wish: PolicyWish) throws(Refused) -> Trial {
        try shard.trial(of: .declarePolicy(namespace: id, name: name, wish: wish, createOnly: false))
    }

    /// Suspends while the table of a time zone is read.
    package func trySchedule(_ name: String, _ wish: ScheduleWish) async throws(Refused) -> Trial {
        try shard.trial(of: .setSchedule(try await command(name, wish)))
    }
}

extension MessageExchange {
    package func tryBinding(_ name: String, _ wish: BindingWish) throws(Refused) -> Trial {
        guard let id else { throw Refused(.exchangeReserved) }
        return try namespace.shard.trial(
            of: .bind(exchange: id, name: name, wish: wish, createOnly: false))
    }
}

extension Shard {
    /// What a declaration would come to now.
    fileprivate func trial(of command: Command) throws(Refused) -> Trial {
        try locked(flush: false) { (state) throws(Refused) -> Trial in
            state.broker.decide(command, now: readClock(&state), into: &state.decision)
            defer { state.decision.clear() }
            let gate = gate(state.applied)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate) }
            switch state.decision.reply {
            case .declared(_, let created, let changed), .bound(_, let created, let changed):
                return Trial(created: created, changed: changed)
            default: throw Refused(.stale, gate: gate)
            }
        }
    }
}
