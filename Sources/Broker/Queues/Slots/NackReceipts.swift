internal import Base
internal import LogFormat

/// Which leases were handed back by their holders, remembered beyond the next lease of the message.
///
/// Messages are named by `LaneOffset.packed`. Bounded by time and by `Limits.receiptNacksMax`; the oldest go first.
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
    /// Behind the last one that a snapshot visits: what came later is replayed.
    private var frozenEnd: UInt64 = 0

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

    // MARK: snapshot

    private static let recordMax = 256

    var firstOrdinal: UInt64 { order.dropped }

    /// Says which ones a snapshot visits: those of now.
    ///
    /// What is forgotten before it is visited is left out; replay would forget it as well.
    mutating func freeze() { frozenEnd = order.dropped + UInt64(order.count) }

    /// Writes some from an ordinal on, and tells where to go on; nil when there is no more.
    ///
    /// ```
    ///  0  8  record header
    ///  8  20 × n  offset u64 · generation u32 · handed back at, ms
    /// ```
    func encode(from ordinal: UInt64, into output: inout ByteBuffer) -> UInt64? {
        let first = Swift.max(ordinal, order.dropped)
        guard first < frozenEnd else { return nil }
        let end = Swift.min(frozenEnd, first + UInt64(Self.recordMax))
        let start = output.beginRecord(.handedBack)
        for ordinal in first..<end {
            let entry = order[ordinal]
            output.append(littleEndian: entry.key.offset)
            output.append(littleEndian: entry.key.generation)
            output.append(entry.since)
        }
        output.endRecord(start)
        return end
    }

    /// Adds one that a snapshot tells of, behind all others.
    mutating func restore(offset: UInt64, generation: UInt32, at since: Instant) {
        let key = Key(offset: offset, generation: generation)
        if known.insert(key).inserted { order.append(Entry(key: key, since: since)) }
    }
}
