package import Base
package import LogFormat

/// Hashes what publishes are recognised by, under a secret of the shard that outlives its processes.
package struct IdentityHasher: Sendable {
    private let hash: SipHash

    package init(key: SipHash.Key) { hash = SipHash(key: key) }

    /// The hash of an Idempotency-Key or a producer, with all that it was given for.
    package func identity(_ bytes: ByteView) -> IdentityHash {
        let (low, high) = hash.wideHash(bytes)
        return IdentityHash(low: low, high: high)
    }

    /// The hash of a part of what was asked.
    package func fingerprint(_ bytes: ByteView) -> UInt64 { hash.hash(bytes) }

    /// The hash of a name, where 0 means that there is none.
    package func nonZero(_ bytes: ByteView) -> UInt64 { Swift.max(1, hash.hash(bytes)) }
}
