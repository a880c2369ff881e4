internal import Synchronization

/// What a loop will have computed under the shard lock; nil until it has.
final class LoopAnswer<Value: Sendable>: Sendable {
    private let answer = Mutex<Value?>(nil)

    /// The answer once it is there.
    var value: Value? { answer.withLock { $0 } }

    func give(_ value: Value) { answer.withLock { $0 = value } }
}
