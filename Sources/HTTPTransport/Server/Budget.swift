internal import Synchronization

/// A sum that all loops draw from and may not overdraw: bytes of bodies, open connections.
final class Budget: Sendable {
    let limit: Int
    private let taken = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// What is drawn now.
    var current: Int { taken.load(ordering: .relaxed) }

    /// Draws `amount`; false, and nothing drawn, when that is too much.
    func reserve(_ amount: Int) -> Bool {
        let sum = taken.add(amount, ordering: .relaxed).newValue
        if sum <= limit { return true }
        release(amount)
        return false
    }

    func release(_ amount: Int) { taken.subtract(amount, ordering: .relaxed) }
}
