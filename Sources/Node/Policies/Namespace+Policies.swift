package import Base
package import Broker

extension Namespace {
    /// Declares a policy: made, or set to what `wish` names; the rest keeps its value.
    package func declarePolicy(
        _ name: String, _ wish: PolicyWish, createOnly: Bool = false
    ) throws(Refused) -> Gated<Declared<Policy>> {
        try shard.declare(
            .declarePolicy(namespace: id, name: name, wish: wish, createOnly: createOnly)
        ) { state, id in state.entities.policy(id) }
    }

    /// Deletes a policy; what was under it is under the next one, or none.
    package func deletePolicy(_ policy: Policy) throws(Refused) -> Gate {
        try shard.carryOut(.deletePolicy(policy.id))
    }
}
