internal import Base
internal import LogFormat

/// Messages of a queue that are recognised when they come again, in the order they came.
///
/// Bounded by time and by `Limits.dedupeIDsMax`: the oldest go first. They lie in pages, each knows the next
/// older one of its bucket, and buckets begin with the newest; so dropping the oldest touches nothing else.
struct RecognisedMessages {
    struct Entry {
        let hash: UInt64
        let place: LaneOffset
        let since: Instant
        /// Ordinal plus one of the next older in this bucket; 0 or one that was dropped ends it.
        fileprivate var older: UInt64
    }

    private final class Page {
        static let entryCount = 512
        var entries: [Entry] = []

        init() { entries.reserveCapacity(Self.entryCount) }
    }

    private static let bucketsMin = 1 << 8

    /// Ordinal plus one of the newest in each bucket; a power of two of them.
    private var buckets: [UInt64] = []
    private var pages: [Page] = []
    /// Messages that ever came, and those of them that were dropped.
    private var added: UInt64 = 0
    private(set) var dropped: UInt64 = 0
    /// Behind the last one that a snapshot visits: what came later is replayed.
    private var frozenEnd: UInt64 = 0

    init() {}

    var count: Int { Int(added - dropped) }

    private subscript(ordinal: UInt64) -> Entry {
        let size = UInt64(Page.entryCount)
        return pages[Int(ordinal / size - dropped / size)].entries[Int(ordinal % size)]
    }

    /// The message with this hash that came later than `time`.
    func find(_ hash: UInt64, after time: Instant) -> LaneOffset? {
        guard !buckets.isEmpty else { return nil }
        var place = buckets[bucket(hash)]
        while place > dropped {
            let entry = self[place - 1]
            if entry.hash == hash { return entry.since > time ? entry.place : nil }
            place = entry.older
        }
        return nil
    }

    /// Remembers one more behind all others, and forgets those that came until `time`.
    mutating func add(_ hash: UInt64, _ place: LaneOffset, at now: Instant, forgettingUntil time: Instant) {
        while count > 0, count >= Limits.dedupeIDsMax || self[dropped].since <= time { dropFirst() }
        if count >= buckets.count * 4 { grow() }
        if added % UInt64(Page.entryCount) == 0 || pages.isEmpty { pages.append(Page()) }
        let bucket = bucket(hash)
        pages[pages.count - 1].entries.append(
            Entry(hash: hash, place: place, since: now, older: buckets[bucket]))
        added += 1
        buckets[bucket] = added
    }

    private mutating func dropFirst() {
        dropped += 1
        if dropped % UInt64(Page.entryCount) == 0 { pages.removeFirst() }
    }

    /// Spreads them over more buckets.
    private mutating func grow() {
        buckets = Array(repeating: 0, count: buckets.isEmpty ? Self.bucketsMin : buckets.count * 16)
        for ordinal in dropped..<added {
            let size = UInt64(Page.entryCount)
            let page = pages[Int(ordinal / size - dropped / size)]
            let bucket = bucket(page.entries[Int(ordinal % size)].hash)
            page.entries[Int(ordinal % size)].older = buckets[bucket]
            buckets[bucket] = ordinal + 1
        }
    }

    private func bucket(_ hash: UInt64) -> Int { Int(hash & UInt64(buckets.count - 1)) }

    /// Visits all, oldest first.
    func forEach(_ body: (Entry) -> Void) { for ordinal in dropped..<added { body(self[ordinal]) } }

    // MARK: snapshot

    private static let recordMax = 256

    /// Says which ones a snapshot visits: those of now.
    ///
    /// What is forgotten before it is visited is left out; replay would forget it as well.
    mutating func freeze() { frozenEnd = added }

    /// Writes some from an ordinal on, and tells where to go on; nil when there is no more.
    ///
    /// ```
    ///  0  8  record header
    ///  8  24 × n  hash u64 · lane and offset u64 · came at, ms
    /// ```
    func encode(from ordinal: UInt64, into output: inout ByteBuffer) -> UInt64? {
        let first = Swift.max(ordinal, dropped)
        guard first < frozenEnd else { return nil }
        let end = Swift.min(frozenEnd, first + UInt64(Self.recordMax))
        let start = output.beginRecord(.recognised)
        for ordinal in first..<end {
            let entry = self[ordinal]
            output.append(littleEndian: entry.hash)
            output.append(littleEndian: entry.place.packed)
            output.append(entry.since)
        }
        output.endRecord(start)
        return end
    }
}

extension Broker {
    /// As `RecognisedMessages.encode` wrote it.
    mutating func restoreRecognised(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue else { throw .badField("queue") }
        while !fields.isAtEnd {
            let hash = try fields.next(UInt64.self)
            let place = LaneOffset(packed: try fields.next(UInt64.self))
            queue.recognised.add(
                hash, place, at: try fields.instant(), forgettingUntil: .distantPast)
        }
    }
}
