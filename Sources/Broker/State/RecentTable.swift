internal import Base

/// What a table keeps by hash.
protocol Recent {
    /// Bits that differ from one to the next.
    var bucketHash: UInt64 { get }
}

/// Values found by hash, in the order they came; the oldest go first.
///
/// They lie in pages, each knows the next older one of its bucket, and buckets begin with the newest; so one
/// that came again hides the older, and dropping the oldest touches nothing else.
struct RecentTable<Value: Recent> {
    private struct Entry {
        let value: Value
        /// Ordinal plus one of the next older in this bucket; 0 or one that was dropped ends it.
        var older: UInt64
    }

    private final class Page {
        var entries: [Entry] = []

        init() { entries.reserveCapacity(RecentTable.pageEntries) }
    }

    private static var pageEntries: Int { 512 }

    /// Fewest and most buckets, powers of two; made with the first value.
    private let bucketCounts: ClosedRange<Int>
    /// Ordinal plus one of the newest in each.
    private var buckets: [UInt64] = []
    private var pages: [Page] = []
    /// Values that ever came, and those of them that were dropped.
    private(set) var added: UInt64 = 0
    private(set) var dropped: UInt64 = 0

    init(buckets: ClosedRange<Int>) { bucketCounts = buckets }

    var count: Int { Int(added - dropped) }

    /// The one with this ordinal, which is still there.
    subscript(ordinal: UInt64) -> Value {
        let (page, index) = place(of: ordinal)
        return page.entries[index].value
    }

    private func place(of ordinal: UInt64) -> (page: Page, index: Int) {
        let size = UInt64(Self.pageEntries)
        return (pages[Int(ordinal / size - dropped / size)], Int(ordinal % size))
    }

    /// The newest with this hash that is the one meant.
    func find(_ hash: UInt64, where isMeant: (Value) -> Bool) -> Value? {
        guard !buckets.isEmpty else { return nil }
        var ordinal = buckets[bucket(hash)]
        while ordinal > dropped {
            let (page, index) = place(of: ordinal - 1)
            if isMeant(page.entries[index].value) { return page.entries[index].value }
            ordinal = page.entries[index].older
        }
        return nil
    }

    /// Adds one more behind all others.
    mutating func append(_ value: Value) {
        if count >= buckets.count * 4, buckets.count < bucketCounts.upperBound { grow() }
        if added % UInt64(Self.pageEntries) == 0 || pages.isEmpty { pages.append(Page()) }
        let bucket = bucket(value.bucketHash)
        pages[pages.count - 1].entries.append(Entry(value: value, older: buckets[bucket]))
        added += 1
        buckets[bucket] = added
    }

    mutating func dropFirst() {
        dropped += 1
        if dropped % UInt64(Self.pageEntries) == 0 { pages.removeFirst() }
    }

    /// Spreads them over more buckets.
    private mutating func grow() {
        let count = buckets.isEmpty ? bucketCounts.lowerBound : buckets.count * 16
        buckets = Array(repeating: 0, count: Swift.min(count, bucketCounts.upperBound))
        for ordinal in dropped..<added {
            let (page, index) = place(of: ordinal)
            let bucket = bucket(page.entries[index].value.bucketHash)
            page.entries[index].older = buckets[bucket]
            buckets[bucket] = ordinal + 1
        }
    }

    private func bucket(_ hash: UInt64) -> Int { Int(hash & UInt64(buckets.count - 1)) }
}
