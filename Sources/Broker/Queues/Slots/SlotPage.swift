internal import Base

/// 4,096 neighbouring slots, or what is left of them once all are settled.
///
/// A plain record without an owner: `SlotTable` frees the memory behind it. While few kinds of slots lie in
/// it, it is kept as stretches and costs what they take; with more it takes 8 bytes a slot, until it is
/// nearly settled. Which of the two it is never shows.
@safe
struct SlotPage {
    /// What stands behind a page.
    enum Kind: UInt8 {
        /// Some message is not settled.
        case live = 1
        /// All acknowledged by the same generation; no memory.
        case uniform = 2
        /// All settled, not alike; kept as a receipt.
        case mixed = 3
        /// Forgotten.
        case gone = 4
    }

    static let slotCount = 4096
    private static let wordCount = slotCount / 64
    /// Stretches at which a page that was spread out is folded again; far enough from where it is spread.
    private static let foldedMax = Limits.slotStretchesMax / 2

    /// Its first slot is that of the offset `number * 4,096`.
    let number: UInt64
    private(set) var kind: Kind
    /// Everything in it that was not acknowledged was dropped by a purge.
    private(set) var isPurged = false
    /// Settled slots.
    private(set) var settled: Int32 = 0
    /// Slots that are ready again.
    private(set) var ready: Int32 = 0
    /// Generation that acknowledged all, when uniform.
    private(set) var generation: UInt32 = 0
    /// When its last message was settled.
    private(set) var since = Instant.distantPast
    /// Slots, and behind them a bit for each that is ready again.
    private var spread: UnsafeMutablePointer<UInt64>?
    private var folded: SlotStretches?

    /// A page of fresh slots.
    init(_ number: UInt64) {
        self.init(number, kind: .live)
        folded = SlotStretches()
    }

    private init(_ number: UInt64, kind: Kind) {
        self.number = number
        self.kind = kind
        unsafe spread = nil
        folded = nil
    }

    static var gone: SlotPage { SlotPage(.max, kind: .gone) }

    /// A page that is a receipt without slots.
    static func uniform(_ number: UInt64, generation: UInt32, since: Instant) -> SlotPage {
        var page = SlotPage(number, kind: .uniform)
        page.generation = generation
        page.since = since
        page.settled = Int32(slotCount)
        return page
    }

    /// Offset of its first slot.
    var start: UInt64 { number << 12 }
    /// Whether slots can be read.
    var hasSlots: Bool { isSpread || folded != nil }
    /// Whether it takes its full memory.
    var isSpread: Bool { unsafe spread != nil }

    // MARK: reading

    subscript(index: Int) -> Slot {
        if let spread = unsafe spread, index >= 0, index < Self.slotCount {
            return unsafe Slot(word: spread[index])
        }
        if let folded { return Slot(word: folded.word(folded.index(holding: index))) }
        return Slot(kind == .uniform ? .acked : .dropped, generation: generation)
    }

    /// What is known of a message; what a purge did to the whole page included.
    func standing(_ index: Int) -> Slot {
        let slot = self[index]
        return isPurged && !slot.isSettled ? Slot(.dropped, generation: slot.generation) : slot
    }

    /// The slot at `index` and the first index behind it, at most `limit`, where another one stands.
    func stretch(at index: Int, limit: Int = slotCount) -> (slot: Slot, end: Int) {
        if let folded {
            let at = folded.index(holding: index)
            return (Slot(word: folded.word(at)), Swift.min(limit, folded.end(at)))
        }
        guard let spread = unsafe spread, index >= 0, limit <= Self.slotCount else {
            return (self[index], limit)
        }
        let word = unsafe spread[index]
        var end = index + 1
        while end < limit, unsafe spread[end] == word { end += 1 }
        return (Slot(word: word), end)
    }

    /// The first ready slot at `start` or behind, or nil.
    func firstReady(from start: Int) -> Int? {
        guard ready > 0, start < Self.slotCount else { return nil }
        if let folded {
            var index = folded.index(holding: start)
            while index < Int(folded.count) {
                if Slot(word: folded.word(index)).isReady { return Swift.max(start, folded.start(index)) }
                index += 1
            }
            return nil
        }
        guard let spread = unsafe spread else { return nil }
        var word = start >> 6
        var bits = unsafe spread[Self.slotCount + word] & (UInt64.max << UInt64(start & 63))
        while bits == 0 {
            word += 1
            guard word < Self.wordCount else { return nil }
            bits = unsafe spread[Self.slotCount + word]
        }
        return word << 6 + bits.trailingZeroBitCount
    }

    // MARK: changing

    /// Makes `range`, which is not empty and where all are `old`, the same.
    mutating func set(_ range: Range<Int>, to slot: Slot, from old: Slot) {
        precondition(range.lowerBound >= 0 && range.upperBound <= Self.slotCount && !range.isEmpty)
        let open = Int32(Self.slotCount) - settled
        if slot.isReady != old.isReady { ready += Int32(slot.isReady ? range.count : -range.count) }
        if slot.isSettled != old.isSettled { settled += Int32(slot.isSettled ? range.count : -range.count) }
        if let spread = unsafe spread {
            unsafe (spread + range.lowerBound).update(repeating: slot.word, count: range.count)
            if slot.isReady != old.isReady { unsafe Self.mark(range, slot.isReady, in: spread) }
            foldIfNearlySettled(openBefore: open)
            return
        }
        guard folded != nil else { preconditionFailure("a settled page was written") }
        folded?.fill(range, with: slot.word)
        if let folded, folded.count > Limits.slotStretchesMax { spreadOut(folded) }
    }

    private static func mark(
        _ range: Range<Int>, _ isReady: Bool, in spread: UnsafeMutablePointer<UInt64>
    ) {
        for index in range {
            let bit = UInt64(1) << UInt64(index & 63)
            let at = slotCount + index >> 6
            if isReady { unsafe spread[at] |= bit } else { unsafe spread[at] &= ~bit }
        }
    }

    /// Drops the slots before `end` that are not settled yet; those behind were never handed out.
    mutating func drop(below end: Int) {
        var index = 0
        while index < end {
            let (slot, stop) = stretch(at: index, limit: end)
            if !slot.isSettled {
                set(index..<stop, to: Slot(.dropped, generation: slot.generation), from: slot)
            }
            index = stop
        }
    }

    /// Turns a page into its own receipt: all its slots are settled, or dropped by a purge.
    mutating func retire(at now: Instant, purged: Bool = false) {
        since = now
        isPurged = purged
        let (first, end) = stretch(at: 0)
        guard first.state == .acked, !purged, end == Self.slotCount else {
            kind = .mixed
            fold()
            return
        }
        free()
        self = .uniform(number, generation: first.generation, since: now)
    }

    // MARK: memory

    /// Another page with the same content.
    func copy() -> SlotPage {
        var other = self
        other.folded = folded?.copy()
        if let spread = unsafe spread {
            let words = Self.slotCount + Self.wordCount
            let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
            unsafe memory.initialize(from: spread, count: words)
            unsafe other.spread = memory
        }
        return other
    }

    /// Gives the memory back; the page must not be used after.
    func free() {
        unsafe spread?.deallocate()
        folded?.free()
    }

    private mutating func spreadOut(_ stretches: SlotStretches) {
        let words = Self.slotCount + Self.wordCount
        let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
        unsafe memory.initialize(repeating: 0, count: words)
        for index in 0..<Int(stretches.count) {
            let range = stretches.start(index)..<stretches.end(index)
            let word = stretches.word(index)
            unsafe (memory + range.lowerBound).update(repeating: word, count: range.count)
            if Slot(word: word).isReady { unsafe Self.mark(range, true, in: memory) }
        }
        stretches.free()
        folded = nil
        unsafe spread = memory
    }

    /// Looks whether it can be folded each time that half of what was open is settled.
    private mutating func foldIfNearlySettled(openBefore: Int32) {
        let open = Int32(Self.slotCount) - settled
        guard open < openBefore, open <= 512, open > 0,
            open.leadingZeroBitCount != openBefore.leadingZeroBitCount
        else { return }
        fold()
    }

    /// Keeps it as stretches if they are few.
    private mutating func fold() {
        guard let spread = unsafe spread else { return }
        var count = 1
        for index in 1..<Self.slotCount where unsafe spread[index] != spread[index - 1] {
            count += 1
            if count > Self.foldedMax { return }
        }
        var stretches = SlotStretches(capacity: count)
        var index = 0
        while index < Self.slotCount {
            let (slot, end) = stretch(at: index)
            if slot.word != 0 || index > 0 { stretches.fill(index..<end, with: slot.word) }
            index = end
        }
        unsafe spread.deallocate()
        unsafe self.spread = nil
        folded = stretches
    }
}
