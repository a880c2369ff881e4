/// 4,096 neighbouring slots, or what is left of them once all are settled.
///
/// A plain record without an owner: `SlotTable` allocates and frees the memory behind it.
@safe
struct SlotPage {
    /// What stands behind a page.
    enum Kind: UInt8 {
        /// Some message is not settled.
        case live
        /// All acknowledged by the same generation; no memory.
        case uniform
        /// All settled, not alike; kept as a receipt.
        case mixed
        /// Forgotten.
        case gone
    }

    static let slotCount = 4096
    private static let wordCount = slotCount / 64

    /// Slots, and behind them a bit for each that is ready again.
    private let memory: UnsafeMutablePointer<UInt64>?
    private(set) var kind: Kind
    /// Settled slots.
    var settled: Int32 = 0
    /// Slots that are ready again.
    var ready: Int32 = 0
    /// Generation that acknowledged all, when uniform.
    private(set) var generation: UInt32 = 0
    /// Everything in it that was not acknowledged was dropped by a purge.
    var isPurged = false

    /// A page of fresh slots.
    init() {
        let words = Self.slotCount + Self.wordCount
        let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
        unsafe memory.initialize(repeating: 0, count: words)
        unsafe self.memory = memory
        kind = .live
    }

    private init(kind: Kind, generation: UInt32) {
        unsafe memory = nil
        self.kind = kind
        self.generation = generation
    }

    static var gone: SlotPage { SlotPage(kind: .gone, generation: 0) }

    /// Whether slots can be read.
    var hasSlots: Bool { unsafe memory != nil }

    subscript(index: Int) -> Slot {
        @inline(__always) get {
            guard let memory = unsafe memory, index >= 0, index < Self.slotCount else {
                return Slot(kind == .uniform ? .acked : .dropped, generation: generation)
            }
            return unsafe Slot(word: memory[index])
        }
        @inline(__always) nonmutating set {
            guard let memory = unsafe memory, index >= 0, index < Self.slotCount else {
                preconditionFailure("a settled page was written")
            }
            unsafe memory[index] = newValue.word
        }
    }

    /// What is known of a message; what a purge did to the whole page included.
    @inline(__always)
    func standing(_ index: Int) -> Slot {
        let slot = self[index]
        return isPurged && !slot.isSettled ? Slot(.dropped, generation: slot.generation) : slot
    }

    /// Makes `range` of the slots the same.
    func fill(_ range: Range<Int>, with slot: Slot) {
        guard let memory = unsafe memory, range.lowerBound >= 0, range.upperBound <= Self.slotCount else {
            preconditionFailure("a settled page was written")
        }
        unsafe (memory + range.lowerBound).update(repeating: slot.word, count: range.count)
    }

    /// Says that a slot became ready or stopped being so.
    @inline(__always)
    mutating func setReady(_ index: Int, _ isReady: Bool) {
        guard let memory = unsafe memory, index >= 0, index < Self.slotCount else {
            preconditionFailure("a settled page was written")
        }
        let bit = UInt64(1) << UInt64(index & 63)
        let at = Self.slotCount + index >> 6
        if isReady { unsafe memory[at] |= bit } else { unsafe memory[at] &= ~bit }
        ready += isReady ? 1 : -1
    }

    /// The first ready slot at `start` or behind, or nil.
    func firstReady(from start: Int) -> Int? {
        guard ready > 0, let memory = unsafe memory else { return nil }
        var word = start >> 6
        guard word < Self.wordCount else { return nil }
        var bits = unsafe memory[Self.slotCount + word] & (UInt64.max << UInt64(start & 63))
        while bits == 0 {
            word += 1
            guard word < Self.wordCount else { return nil }
            bits = unsafe memory[Self.slotCount + word]
        }
        return word << 6 + bits.trailingZeroBitCount
    }

    /// Drops the slots before `end` that are not settled yet; those behind were never handed out.
    mutating func drop(below end: Int) {
        for index in 0..<end {
            let slot = self[index]
            if slot.isReady { setReady(index, false) }
            if !slot.isSettled { self[index] = Slot(.dropped, generation: slot.generation) }
        }
        settled = Int32(end)
    }

    /// Turns a page whose slots are all settled into its own receipt; frees the memory if it may.
    mutating func retire() {
        let first = self[0]
        guard first.state == .acked, !isPurged, isAll(first) else {
            kind = .mixed
            return
        }
        free()
        self = SlotPage(kind: .uniform, generation: first.generation)
    }

    /// Forgets it.
    mutating func forget() {
        free()
        self = .gone
    }

    private func isAll(_ slot: Slot) -> Bool {
        guard let memory = unsafe memory else { return false }
        var difference: UInt64 = 0
        for index in 0..<Self.slotCount { unsafe difference |= memory[index] ^ slot.word }
        return difference == 0
    }

    /// Gives the memory back; the page must not be used after.
    func free() { unsafe memory?.deallocate() }
}
