internal import Base
internal import LogFormat

/// Publishes with an Idempotency-Key, remembered in the order they came.
///
/// Bounded by time, count and bytes: the oldest go first. They lie in pages, each knows the next older one of
/// its bucket, and buckets begin with the newest; so one that came again hides the older, and dropping the
/// oldest touches nothing else. Nothing here ever grows by copying.
struct IdempotencyKeys {
    private struct Entry {
        let event: IdempotentResult
        /// Ordinal plus one of the next older in this bucket; 0 or one that was dropped ends it.
        let older: UInt64
    }

    private final class Page {
        static let entryCount = 512
        var entries: [Entry] = []

        init() { entries.reserveCapacity(Self.entryCount) }
    }

    private static let bucketCount = 1 << 16

    private let bounds: RepeatBounds
    /// Ordinal plus one of the newest in each bucket; made with the first key.
    private var buckets: [UInt64] = []
    private var pages: [Page] = []
    /// Keys that ever came, and those of them that were dropped.
    private(set) var added: UInt64 = 0
    private(set) var dropped: UInt64 = 0
    /// What the remembered ones count as.
    private(set) var bytes = 0
    /// The youngest that had to make room for others.
    private(set) var ousted = Instant.distantPast
    var mark = EventMark()

    init(bounds: RepeatBounds) { self.bounds = bounds }

    var count: Int { Int(added - dropped) }

    /// The one with this ordinal, which is remembered.
    subscript(ordinal: UInt64) -> IdempotentResult { entry(ordinal).event }

    private func entry(_ ordinal: UInt64) -> Entry {
        let size = UInt64(Page.entryCount)
        return pages[Int(ordinal / size - dropped / size)].entries[Int(ordinal % size)]
    }

    /// What a key stands for at `now`.
    func find(_ hash: IdentityHash, at now: Instant) -> IdempotentResult? {
        guard !buckets.isEmpty else { return nil }
        var place = buckets[Self.bucket(hash)]
        while place > dropped {
            let entry = entry(place - 1)
            if entry.event.hash == hash {
                return entry.event.takenAt + bounds.keyTime > now ? entry.event : nil
            }
            place = entry.older
        }
        return nil
    }

    /// Remembers one more, behind all others.
    mutating func add(_ event: IdempotentResult) {
        let cost = Self.cost(event)
        while count > 0, count >= bounds.keys || bytes + cost > bounds.keyBytes {
            ousted = Swift.max(ousted, self[dropped].takenAt)
            dropFirst()
        }
        if buckets.isEmpty { buckets = Array(repeating: 0, count: Self.bucketCount) }
        if added % UInt64(Page.entryCount) == 0 || pages.isEmpty { pages.append(Page()) }
        let bucket = Self.bucket(event.hash)
        pages[pages.count - 1].entries.append(Entry(event: event, older: buckets[bucket]))
        added += 1
        buckets[bucket] = added
        bytes += cost
    }

    /// Forgets those that were taken before a time.
    mutating func drop(before time: Instant) {
        while count > 0, self[dropped].takenAt < time { dropFirst() }
    }

    private mutating func dropFirst() {
        bytes -= Self.cost(self[dropped])
        dropped += 1
        if dropped % UInt64(Page.entryCount) == 0 { pages.removeFirst() }
    }

    /// Goes on from where a snapshot found it.
    mutating func restore(mark: EventMark, ousted: Instant) {
        self.mark = mark
        self.ousted = Swift.max(self.ousted, ousted)
    }

    // MARK: time

    /// When it is worth forgetting some.
    var deadline: Instant? {
        count == 0 ? nil : self[dropped].takenAt + bounds.keyTime + Limits.forgettingInterval
    }

    /// Those taken before this are to be forgotten at `now`: as many as one tick may.
    func cut(at now: Instant) -> Instant {
        let due = now.before(bounds.keyTime)
        guard count > Limits.tickEventsMax else { return due }
        let last = Swift.max(self[dropped + UInt64(Limits.tickEventsMax)].takenAt, self[dropped].takenAt)
        return Swift.min(due, last + Interval(milliseconds: 1))
    }

    /// How far back every key is remembered.
    func window(at now: Instant) -> Interval { Swift.min(bounds.keyTime, now - ousted) }

    private static func bucket(_ hash: IdentityHash) -> Int { Int(hash.low & UInt64(bucketCount - 1)) }

    private static func cost(_ event: IdempotentResult) -> Int { 128 + 16 * event.result.rest.count }
}
