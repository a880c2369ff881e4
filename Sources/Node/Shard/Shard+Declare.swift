internal import Base
internal import Broker

extension Shard {
    /// Carries out a declaration and finds the view of what it declared.
    func declare<View: Sendable>(
        _ command: Command, find: (borrowing ShardState, EntityID) -> View?
    ) throws(Refused) -> Gated<Declared<View>> {
        try carryOut(command) { state in
            guard case .declared(let id, let created, let changed) = state.decision.reply,
                let view = find(state, id)
            else { return nil }
            return Declared(value: view, created: created, changed: changed)
        }
    }

    /// Carries out a command whose answer is that it was done.
    func carryOut(_ command: Command) throws(Refused) -> Gate {
        try carryOut(command) { _ in () }.gate
    }

    /// Carries out a command; `answer` finds in the state behind it what it came to, nil when that is gone.
    func carryOut<Value: Sendable>(
        _ command: Command, answer: (borrowing ShardState) -> Value?
    ) throws(Refused) -> Gated<Value> {
        try commanded { (state) throws(Refused) -> Gated<Value> in
            let sequence = commit(command, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            guard let value = answer(state) else { throw Refused(.stale, gate: gate(sequence)) }
            return Gated(value, gate: gate(sequence))
        }
    }
}
