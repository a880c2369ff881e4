internal import Base
internal import Broker
internal import LogFormat

extension Shard {
    /// Lets the views of policies follow an event. Runs under the lock.
    func adopt(policy event: Event, version: UInt32, in state: inout ShardState) {
        switch event {
        case .policyDeclared(let event):
            guard let namespace = state.entities.namespace(event.namespace) else { return }
            set(
                Policy(
                    id: event.id, name: event.name, namespace: namespace, settings: event.settings,
                    declaredAt: event.declaredAt, version: version), in: &state)
        case .policyChanged(let event):
            guard let old = state.entities.policy(event.id) else { return }
            set(
                Policy(
                    id: old.id, name: old.name, namespace: old.namespace, settings: event.settings,
                    declaredAt: old.declaredAt, version: old.version + 1), in: &state)
        case .policyDeleted(let id):
            guard let policy = state.entities.policy(id) else { return }
            policy.namespace.removePolicy(policy.name)
            state.entities.set(nil as Policy?, at: id)
        default: return
        }
    }

    private func set(_ policy: Policy, in state: inout ShardState) {
        state.entities.set(policy, at: policy.id)
        policy.namespace.set(policy)
    }
}
