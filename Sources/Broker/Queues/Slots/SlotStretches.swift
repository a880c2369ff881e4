/// The slots of a page as stretches of alike ones: 16 bytes for each stretch instead of 8 for each slot.
///
/// A plain record without an owner, as `SlotPage` is; a copy must not be used after another was changed.
/// Stretches ascend from slot 0, each reaching to the next, and neighbours differ.
@safe
struct SlotStretches {
    /// For each stretch its first slot and their word.
    private var memory: UnsafeMutablePointer<UInt64>
    private var capacity: Int32
    private(set) var count: Int32

    /// One stretch of fresh slots, with room for `capacity`, at least 1.
    init(capacity: Int = 4) {
        unsafe memory = .allocate(capacity: 2 * capacity)
        unsafe memory.initialize(repeating: 0, count: 2 * capacity)
        self.capacity = Int32(capacity)
        count = 1
    }

    /// Another one with the same stretches.
    func copy() -> SlotStretches {
        var other = SlotStretches(capacity: Int(count))
        unsafe other.memory.update(from: memory, count: 2 * Int(count))
        other.count = count
        return other
    }

    /// Gives the memory back.
    func free() { unsafe memory.deallocate() }

    /// First slot of a stretch.
    func start(_ index: Int) -> Int { unsafe Int(memory[2 * checked(index)]) }

    /// First slot behind a stretch.
    func end(_ index: Int) -> Int { index + 1 < Int(count) ? start(index + 1) : SlotPage.slotCount }

    /// What the slots of a stretch are.
    func word(_ index: Int) -> UInt64 { unsafe memory[2 * checked(index) + 1] }

    /// The stretch that holds a slot.
    func index(holding slot: Int) -> Int {
        var low = 0
        var high = Int(count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if start(middle) <= slot { low = middle } else { high = middle }
        }
        return low
    }

    /// Makes `range`, which is not empty, the same.
    mutating func fill(_ range: Range<Int>, with word: UInt64) {
        let first = index(holding: range.lowerBound)
        let last = range.upperBound <= end(first) ? first : index(holding: range.upperBound - 1)
        let lastWord = self.word(last)
        var from = first
        var begin = range.lowerBound
        if start(first) < begin {
            if self.word(first) == word { begin = start(first) } else { from = first + 1 }
        } else if first > 0, self.word(first - 1) == word {
            from = first - 1
            begin = start(from)
        }
        var to = last + 1
        var hasRest = false
        if range.upperBound < end(last) {
            hasRest = lastWord != word
        } else if to < Int(count), self.word(to) == word {
            to += 1
        }
        resize(from..<to, to: hasRest ? 2 : 1)
        put(from, begin, word)
        if hasRest { put(from + 1, range.upperBound, lastWord) }
    }

    private func checked(_ index: Int) -> Int {
        precondition(index >= 0 && index < Int(count))
        return index
    }

    private func put(_ index: Int, _ start: Int, _ word: UInt64) {
        let at = 2 * checked(index)
        unsafe memory[at] = UInt64(start)
        unsafe memory[at + 1] = word
    }

    /// Makes room for `size` stretches in place of those in `range`.
    private mutating func resize(_ range: Range<Int>, to size: Int) {
        let grown = Int(count) + size - range.count
        if grown > Int(capacity) {
            let wanted = Swift.max(grown, 2 * Int(capacity))
            let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * wanted)
            unsafe larger.initialize(repeating: 0, count: 2 * wanted)
            unsafe larger.update(from: memory, count: 2 * Int(count))
            unsafe memory.deallocate()
            unsafe memory = larger
            capacity = Int32(wanted)
        }
        let behind = Int(count) - range.upperBound
        if behind > 0, size != range.count {
            unsafe (memory + 2 * (range.lowerBound + size)).update(
                from: memory + 2 * range.upperBound, count: 2 * behind)
        }
        count = Int32(grown)
    }
}
