internal import Base
internal import LogFormat

/// Publishes with an Idempotency-Key, remembered in the order they came.
///
/// Bounded by time, count and bytes: the oldest go first. Nothing here ever grows by copying.
struct IdempotencyKeys {
    private let bounds: RepeatBounds
    private var table = RecentTable<IdempotentResult>(buckets: 1 << 16...1 << 16)
    /// What the remembered ones count as.
    private(set) var bytes = 0
    /// The youngest that had to make room for others.
    private(set) var ousted = Instant.distantPast
    var mark = EventMark()

    init(bounds: RepeatBounds) { self.bounds = bounds }

    /// Keys that ever came, and those of them that were dropped.
    var added: UInt64 { table.added }
    var dropped: UInt64 { table.dropped }
    var count: Int { table.count }

    /// The one with this ordinal, which is remembered.
    subscript(ordinal: UInt64) -> IdempotentResult { table[ordinal] }

    /// What a key stands for at `now`.
    func find(_ hash: IdentityHash, at now: Instant) -> IdempotentResult? {
        guard let event = table.find(hash.low, where: { $0.hash == hash }) else { return nil }
        return event.takenAt + bounds.keyTime > now ? event : nil
    }

    /// Remembers one more, behind all others.
    mutating func add(_ event: IdempotentResult) {
        let cost = Self.cost(event)
        while count > 0, count >= bounds.keys || bytes + cost > bounds.keyBytes {
            ousted = Swift.max(ousted, self[dropped].takenAt)
            dropFirst()
        }
        table.append(event)
        bytes += cost
    }

    /// Forgets those that were taken before a time.
    mutating func drop(before time: Instant) {
        while count > 0, self[dropped].takenAt < time { dropFirst() }
    }

    private mutating func dropFirst() {
        bytes -= Self.cost(self[dropped])
        table.dropFirst()
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

    private static func cost(_ event: IdempotentResult) -> Int { 128 + 16 * event.result.rest.count }
}

extension IdempotentResult: Recent {
    var bucketHash: UInt64 { hash.low }
}
