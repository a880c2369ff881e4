internal import Base
internal import LogFormat

/// The producers of a shard, from the one that was not heard of for longest to the latest.
///
/// Bounded by time, count and bytes. Who makes room for whom is decided when a publish is, and stands in its
/// event: so each producer is an entity of its own, in replay as well.
struct Producers {
    private static let bucketCount = 1 << 14

    let bounds: RepeatBounds
    /// Those that were forgotten leave a hole, which is filled again.
    private(set) var slots: [Producer?] = []
    private var vacant: [UInt32] = []
    /// Place plus one of the first in each bucket; made with the first producer.
    private var buckets: [UInt32] = []
    private var oldest: UInt32 = 0
    private var newest: UInt32 = 0
    private(set) var bytes = 0
    /// When the youngest that had to make room for others was last heard of.
    private(set) var ousted = Instant.distantPast

    init(bounds: RepeatBounds) { self.bounds = bounds }

    var count: Int { slots.count - vacant.count }
    /// Whether there never was one.
    var isEmpty: Bool { slots.isEmpty && ousted == .distantPast }

    private func at(_ place: UInt32) -> Producer? { place == 0 ? nil : slots[Int(place) - 1] }

    private func place(of hash: IdentityHash) -> UInt32 {
        guard !buckets.isEmpty else { return 0 }
        var place = buckets[Self.bucket(hash)]
        while let producer = at(place) {
            if producer.hash == hash { return place }
            place = producer.nextPlace
        }
        return 0
    }

    /// The producer of this name, unless it was not heard of for too long.
    func find(_ hash: IdentityHash, at now: Instant) -> Producer? {
        guard let producer = at(place(of: hash)), producer.heardAt + bounds.producerTime > now else {
            return nil
        }
        return producer
    }

    /// Who must be forgotten before `event` is taken in.
    func ousted(by event: ProducerAdvanced) -> [IdentityHash] {
        let held = at(place(of: event.hash))
        let known = find(event.hash, at: event.advancedAt)
        var count = count + (held == nil ? 1 : 0)
        var bytes = bytes - (known == nil ? held?.cost ?? 0 : 0)
        bytes += known?.growth(by: event, outcomeMax: bounds.producerResults) ?? Producer.cost(of: event)
        var leaving: [IdentityHash] = []
        // One that was not heard of for too long begins anew.
        if let held, known == nil { leaving.append(held.hash) }
        var next = at(oldest)
        while let producer = next, count > bounds.producers || bytes > bounds.producerBytes {
            next = at(producer.newerPlace)
            if producer === held { continue }
            leaving.append(producer.hash)
            count -= 1
            bytes -= producer.cost
        }
        return leaving
    }

    /// Takes in a publish, and forgets who makes room for it.
    mutating func advance(_ event: ProducerAdvanced, at sequence: JournalSequence) {
        for hash in event.forgotten {
            let place = place(of: hash)
            // One that a snapshot found later came back since.
            guard let producer = at(place), sequence > producer.mark.restored else { continue }
            ousted = Swift.max(ousted, producer.heardAt)
            remove(place)
        }
        let place = place(of: event.hash)
        guard let producer = at(place) else {
            let producer = Producer(event)
            _ = producer.mark.admits(sequence)
            link(insert(producer))
            return
        }
        // What is known already still says in which order they were heard of.
        unlink(producer)
        link(place)
        guard producer.mark.admits(sequence) else { return }
        bytes -= producer.cost
        producer.advance(event, outcomeMax: bounds.producerResults)
        bytes += producer.cost
    }

    /// Forgets those that were last heard of before a time.
    ///
    /// What a snapshot found later than `sequence` stands among the others until its own event is replayed: it
    /// stays, and hides nobody behind it.
    mutating func drop(before time: Instant, at sequence: JournalSequence) {
        var place = oldest
        while let producer = at(place) {
            let next = producer.newerPlace
            if producer.heardAt < time {
                remove(place)
            } else if sequence > producer.mark.restored {
                return
            }
            place = next
        }
    }

    // MARK: time

    /// When it is worth forgetting some.
    var deadline: Instant? {
        at(oldest).map { $0.heardAt + bounds.producerTime + Limits.forgettingInterval }
    }

    /// Those last heard of before this are to be forgotten at `now`: as many as one tick may.
    func cut(at now: Instant) -> Instant {
        let due = now.before(bounds.producerTime)
        var next = at(oldest)
        for _ in 0..<Limits.tickEventsMax {
            guard let producer = next, producer.heardAt < due else { return due }
            next = at(producer.newerPlace)
        }
        guard let last = next?.heardAt, let first = at(oldest)?.heardAt else { return due }
        return Swift.min(due, Swift.max(first, last) + Interval(milliseconds: 1))
    }

    /// Since when every producer is remembered that was heard of.
    func window(at now: Instant) -> Interval { Swift.min(bounds.producerTime, now - ousted) }

    /// Visits all, the longest unheard first.
    func forEach(_ body: (Producer) -> Void) {
        var place = oldest
        while let producer = at(place) {
            body(producer)
            place = producer.newerPlace
        }
    }

    // MARK: restoring

    /// Adds one that a snapshot tells of; `finishRestore` puts all in order.
    mutating func restore(_ producer: Producer) {
        let known = place(of: producer.hash)
        if let earlier = at(known) {
            // It was forgotten and came back while the snapshot was made.
            guard earlier.mark.last < producer.mark.last else { return }
            detach(known)
        }
        _ = insert(producer)
    }

    mutating func note(ousted: Instant) { self.ousted = Swift.max(self.ousted, ousted) }

    /// Puts those that were restored in the order they were last heard of.
    mutating func finishRestore() {
        let order = slots.indices.filter { slots[$0] != nil }.sorted { left, right in
            (slots[left]?.mark.last ?? .none) < (slots[right]?.mark.last ?? .none)
        }
        for index in order { link(UInt32(index) + 1) }
    }

    // MARK: places

    private mutating func insert(_ producer: Producer) -> UInt32 {
        if buckets.isEmpty { buckets = Array(repeating: 0, count: Self.bucketCount) }
        let place: UInt32
        if let hole = vacant.popLast() {
            place = hole
            slots[Int(place) - 1] = producer
        } else {
            slots.append(producer)
            place = UInt32(slots.count)
        }
        let bucket = Self.bucket(producer.hash)
        producer.nextPlace = buckets[bucket]
        buckets[bucket] = place
        bytes += producer.cost
        return place
    }

    private mutating func remove(_ place: UInt32) {
        if let producer = at(place) { unlink(producer) }
        detach(place)
    }

    /// Takes one that is not in the order out of its bucket and its place.
    private mutating func detach(_ place: UInt32) {
        guard let producer = at(place) else { return }
        bytes -= producer.cost
        let bucket = Self.bucket(producer.hash)
        if buckets[bucket] == place {
            buckets[bucket] = producer.nextPlace
        } else {
            var before = at(buckets[bucket])
            while let one = before, one.nextPlace != place { before = at(one.nextPlace) }
            before?.nextPlace = producer.nextPlace
        }
        slots[Int(place) - 1] = nil
        vacant.append(place)
    }

    /// Makes it the latest.
    private mutating func link(_ place: UInt32) {
        guard let producer = at(place) else { return }
        producer.olderPlace = newest
        producer.newerPlace = 0
        at(newest)?.newerPlace = place
        newest = place
        if oldest == 0 { oldest = place }
    }

    private mutating func unlink(_ producer: Producer) {
        if let older = at(producer.olderPlace) {
            older.newerPlace = producer.newerPlace
        } else {
            oldest = producer.newerPlace
        }
        if let newer = at(producer.newerPlace) {
            newer.olderPlace = producer.olderPlace
        } else {
            newest = producer.olderPlace
        }
    }

    private static func bucket(_ hash: IdentityHash) -> Int { Int(hash.low & UInt64(bucketCount - 1)) }
}
