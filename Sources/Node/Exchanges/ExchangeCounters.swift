internal import Synchronization

/// What became of the messages of an exchange, or of one of its bindings, since the process began.
package final class ExchangeCounters: Sendable {
    private let taken = Atomic<UInt64>(0)
    private let unrouted = Atomic<UInt64>(0)
    private let refused = Atomic<UInt64>(0)

    /// Messages that it routed, or took.
    package var messages: UInt64 { taken.load(ordering: .relaxed) }
    /// Messages that nothing took, its alternate included.
    package var unroutable: UInt64 { unrouted.load(ordering: .relaxed) }

    /// Publishes that were refused because something mandatory would have gone nowhere.
    package var returned: UInt64 { refused.load(ordering: .relaxed) }

    func addReturned() { refused.add(1, ordering: .relaxed) }
    func add(_ count: Int) { taken.add(UInt64(count), ordering: .relaxed) }
    func addUnroutable(_ count: Int) { unrouted.add(UInt64(count), ordering: .relaxed) }
}
