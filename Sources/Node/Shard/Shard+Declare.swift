internal import Base
internal import Broker

extension Shard {
    /// Carries out a declaration and finds the view of what it declared.
    func declare<View: Sendable>(
        _ command: Command, find: (borrowing ShardState, EntityID) -> View?
    ) throws(Refused) -> Gated<Declared<View>> {
        try commanded { (state) throws(Refused) -> Gated<Declared<View>> in
            let sequence = commit(command, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            guard case .declared(let id, let created, let changed) = state.decision.reply,
                let view = find(state, id)
            else { throw Refused(.stale, gate: gate(sequence)) }
            return Gated(Declared(value: view, created: created, changed: changed), gate: gate(sequence))
        }
    }

    /// Carries out a command whose answer is that it was done.
    func carryOut(_ command: Command) throws(Refused) -> Gate {
        try commanded { (state) throws(Refused) -> Gate in
            let sequence = commit(command, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            return gate(sequence)
        }
    }
}
