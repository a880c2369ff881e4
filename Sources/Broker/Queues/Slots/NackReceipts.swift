internal import Base

/// Which leases were handed back by their holders, remembered beyond the next lease of the message.
///
/// Bounded by time and by `Limits.receiptNacksMax`; the oldest go first.
struct NackReceipts {
    private struct Key: Hashable {
        var offset: UInt64
        var generation: UInt32
    }

    private struct Entry {
        var key: Key
        var since: Instant
    }

    private var order = Fifo<Entry>()
    private var known: Set<Key> = []

    /// Whether this lease was handed back.
    func contains(offset: UInt64, generation: UInt32) -> Bool {
        !known.isEmpty && known.contains(Key(offset: offset, generation: generation))
    }

    mutating func remember(offset: UInt64, generation: UInt32, at now: Instant) {
        while let oldest = order.first,
            order.count >= Limits.receiptNacksMax || oldest.since + Limits.receiptTime < now
        {
            known.remove(oldest.key)
            order.dropFirst()
        }
        let key = Key(offset: offset, generation: generation)
        guard known.insert(key).inserted else { return }
        order.append(Entry(key: key, since: now))
    }

    /// Visits all, oldest first.
    func forEach(_ body: (_ offset: UInt64, _ generation: UInt32, _ since: Instant) -> Void) {
        order.forEach { body($0.key.offset, $0.key.generation, $0.since) }
    }
}
