internal import LogFormat
internal import Synchronization

/// Idempotency-Keys of requests that are still on their way in; volatile.
///
/// From the request's head to its decision, which the broker remembers from then on. Any thread may use it.
final class KeysInFlight: Sendable {
    // Looked up, never iterated.
    private let hashes = Mutex<Set<IdentityHash>>([])

    /// Enters a key; false when it is there already.
    func begin(_ hash: IdentityHash) -> Bool { hashes.withLock { $0.insert(hash).inserted } }

    func end(_ hash: IdentityHash) { _ = hashes.withLock { $0.remove(hash) } }
}
