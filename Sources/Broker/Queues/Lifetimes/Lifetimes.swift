internal import Base
internal import LogFormat

/// Until when messages of a queue live, by offset and by time; only those that do not live for ever.
///
/// Stretches of neighbours that were published together, ascending; kept until all below are settled, since
/// what is leased keeps its time. When their time comes is derived from them.
struct Lifetimes {
    struct Stretch {
        var first: UInt64
        var limit: UInt64
        var end: Instant
        /// Whether they are never moved elsewhere after that.
        var isFinal: Bool
        /// Its place among those that are to ring, while it is.
        fileprivate var bell: UInt32?
    }

    private var stretches: [Stretch] = []
    private var head = 0
    /// Ordinal of `stretches[0]`.
    private var base: UInt64 = 0
    /// Ordinals of stretches by their ends; each rings once.
    private var ends = Waits()
    /// Behind the last one that a snapshot visits, while one does.
    private var frozenEnd: UInt64 = 0
    private var isFrozen = false

    var isEmpty: Bool { head == stretches.count }
    /// When the first stretch has to be looked at.
    var nextEnd: Instant? { ends.first?.due }

    /// Adds messages behind all others.
    mutating func add(first: UInt64, limit: UInt64, until end: Instant, isFinal: Bool) {
        if let last = stretches.last, last.limit == first, last.end == end, last.isFinal == isFinal,
            last.bell != nil,
            endOrdinal > frozenEnd
        {
            stretches[stretches.count - 1].limit = limit
            return
        }
        let bell = ends.add(endOrdinal, until: end)
        stretches.append(Stretch(first: first, limit: limit, end: end, isFinal: isFinal, bell: bell))
    }

    private var endOrdinal: UInt64 { base + UInt64(stretches.count) }

    /// Until when a message lives; nil is for ever.
    func end(of offset: UInt64) -> Instant? { stretch(holding: offset)?.end }

    /// What is known of a message that does not live for ever.
    func stretch(holding offset: UInt64) -> Stretch? {
        let index = stretches.lowerBound { $0.limit <= offset }
        guard index >= head, index < stretches.count, stretches[index].first <= offset else { return nil }
        return stretches[index]
    }

    /// Takes out the first stretch whose time has come; it rings no more, but is still known.
    mutating func ring(at now: Instant) -> Stretch? {
        guard let first = ends.first, first.due <= now else { return nil }
        ends.removeFirst()
        let index = Int(first.offset - base)
        stretches[index].bell = nil
        return stretches[index]
    }

    /// Lets the rest of a stretch ring again.
    mutating func ringAgain(from offset: UInt64) {
        let index = stretches.lowerBound { $0.limit <= offset }
        guard index < stretches.count else { return }
        stretches[index].bell = ends.add(base + UInt64(index), until: stretches[index].end)
    }

    /// Forgets what lies below an offset.
    mutating func forget(below floor: UInt64) {
        while head < stretches.count, stretches[head].limit <= floor {
            if let bell = stretches[head].bell { ends.remove(bell) }
            stretches[head].bell = nil
            head += 1
        }
        trim()
    }

    private mutating func trim() {
        guard !isFrozen, head >= 64, head * 2 >= stretches.count else { return }
        stretches.removeFirst(head)
        base += UInt64(head)
        head = 0
    }

    /// Visits all, neighbours that are alike as one.
    func forEach(_ body: (Stretch) -> Void) {
        var last: Stretch?
        for stretch in stretches[head...] {
            if let before = last, before.limit == stretch.first, before.end == stretch.end,
                before.isFinal == stretch.isFinal
            {
                last?.limit = stretch.limit
                continue
            }
            if let last { body(last) }
            last = stretch
        }
        if let last { body(last) }
    }

    // MARK: snapshot

    private static let recordMax = 256
    static let finalBit: UInt64 = 1 << 63

    var firstOrdinal: UInt64 { base + UInt64(head) }

    /// Says which ones a snapshot visits: those of now, which do not grow meanwhile.
    mutating func freeze() {
        isFrozen = true
        frozenEnd = endOrdinal
    }

    mutating func thaw() {
        isFrozen = false
        frozenEnd = 0
        trim()
    }

    /// Writes some from an ordinal on, and tells where to go on; nil when there is no more.
    ///
    /// ```
    ///  0  8  record header
    ///  8  2  lane
    /// 10  6  zero
    /// 16  24 × n  first offset u64 · offset behind the last u64, with bit 63 when they are final · until when, ms
    /// ```
    func encode(of lane: UInt16, from ordinal: UInt64, into output: inout ByteBuffer) -> UInt64? {
        let first = Swift.max(ordinal, firstOrdinal)
        guard first < frozenEnd else { return nil }
        let end = Swift.min(frozenEnd, first + UInt64(Self.recordMax))
        let start = output.beginRecord(.lifetimes)
        output.append(littleEndian: UInt64(lane))
        for ordinal in first..<end {
            let stretch = stretches[Int(ordinal - base)]
            output.append(littleEndian: stretch.first)
            output.append(littleEndian: stretch.limit | (stretch.isFinal ? Self.finalBit : 0))
            output.append(stretch.end)
        }
        output.endRecord(start)
        return end
    }
}
