package import Base
internal import Broker
package import LogFormat

extension Topic {
    package var identityHasher: IdentityHasher { namespace.shard.identityHasher }

    /// Notes that a request with this key is on its way in, refusing it when another is; `endKey` must follow.
    package func beginKey(_ hash: IdentityHash) throws(Refused) { try namespace.shard.beginKey(hash) }

    package func endKey(_ hash: IdentityHash) { namespace.shard.keysInFlight.end(hash) }
}

extension Namespace {
    package var identityHasher: IdentityHasher { shard.identityHasher }

    /// As `Topic.beginKey`.
    package func beginKey(_ hash: IdentityHash) throws(Refused) { try shard.beginKey(hash) }

    package func endKey(_ hash: IdentityHash) { shard.keysInFlight.end(hash) }
}

extension Queue {
    package var identityHasher: IdentityHasher { namespace.shard.identityHasher }

    /// As `Topic.beginKey`.
    package func beginKey(_ hash: IdentityHash) throws(Refused) { try namespace.shard.beginKey(hash) }

    package func endKey(_ hash: IdentityHash) { namespace.shard.keysInFlight.end(hash) }
}

extension Shard {
    fileprivate func beginKey(_ hash: IdentityHash) throws(Refused) {
        guard keysInFlight.begin(hash) else { throw Refused(.idempotencyKeyInFlight) }
    }
}

extension MessageExchange {
    package var identityHasher: IdentityHasher { namespace.shard.identityHasher }

    /// What publishes that may be repeated belong to; of the default exchange the namespace.
    package var identityTarget: EntityID { id ?? namespace.id }

    /// As `Topic.beginKey`.
    package func beginKey(_ hash: IdentityHash) throws(Refused) { try namespace.shard.beginKey(hash) }

    package func endKey(_ hash: IdentityHash) { namespace.shard.keysInFlight.end(hash) }
}
