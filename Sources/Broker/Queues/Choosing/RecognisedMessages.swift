internal import Base
internal import LogFormat

/// Messages of a queue that are recognised when they come again, in the order they came.
///
/// Bounded by time and by `Limits.dedupeIDsMax`: the oldest go first.
struct RecognisedMessages {
    struct Entry: Recent {
        let hash: UInt64
        let place: LaneOffset
        let since: Instant

        var bucketHash: UInt64 { hash }
    }

    private var table = RecentTable<Entry>(buckets: 1 << 8...1 << 20)
    /// Behind the last one that a snapshot visits: what came later is replayed.
    private var frozenEnd: UInt64 = 0

    init() {}

    /// Those of all that ever came that were dropped.
    var dropped: UInt64 { table.dropped }

    /// The message with this hash that came later than `time`.
    func find(_ hash: UInt64, after time: Instant) -> LaneOffset? {
        guard let entry = table.find(hash, where: { $0.hash == hash }), entry.since > time else { return nil }
        return entry.place
    }

    /// Remembers one more behind all others, and forgets those that came until `time`.
    mutating func add(_ hash: UInt64, _ place: LaneOffset, at now: Instant, forgettingUntil time: Instant) {
        while table.count > 0, table.count >= Limits.dedupeIDsMax || table[dropped].since <= time {
            table.dropFirst()
        }
        table.append(Entry(hash: hash, place: place, since: now))
    }

    /// Visits all, oldest first.
    func forEach(_ body: (Entry) -> Void) { for ordinal in dropped..<table.added { body(table[ordinal]) } }

    // MARK: snapshot

    private static let recordMax = 256

    /// Says which ones a snapshot visits: those of now.
    ///
    /// What is forgotten before it is visited is left out; replay would forget it as well.
    mutating func freeze() { frozenEnd = table.added }

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
            let entry = table[ordinal]
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
