import Synchronization

extension Mutex where Value: Sendable {
    /// `withLock` with the error's type kept.
    func withLockTyped<Result: Sendable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withLock { value throws(Failure) in try body(&value) }
    }
}
