internal import Base
internal import LogFormat

/// Delivery state of a queue's messages: slots in pages of 4,096, by offset.
///
/// Below `floor` all is settled, from `next` on nothing was ever handed out. A page costs what it holds, and
/// is given up when its last message is settled; what it leaves behind answers those who settle twice. So a
/// message that nobody settles costs a few bytes, however many pass it.
struct SlotTable: ~Copyable {
    /// The lowest offset that is not settled; `next` when all below are.
    private(set) var floor: UInt64 = 0
    /// The lowest offset that was never handed out.
    private(set) var next: UInt64 = 0
    /// Messages in somebody's hands.
    private(set) var leased = 0
    /// Messages below `next` that are ready again.
    private(set) var ready = 0

    /// What is kept for a snapshot that visits the table; see `FrozenSlots`.
    var frozen: FrozenSlots?

    /// Those that are remembered, ascending by number.
    private(set) var pages: [SlotPage] = []
    /// No message below this is ready again.
    private var redo: UInt64 = 0
    private var uniformReceipts = Fifo<Receipt>()
    private var mixedReceipts = Fifo<Receipt>()

    /// A settled page that is still remembered.
    private struct Receipt {
        var page: UInt64
        var since: Instant

        static func precedes(_ left: Receipt, _ right: Receipt) -> Bool {
            left.since != right.since ? left.since < right.since : left.page < right.page
        }
    }

    init() {}

    deinit {
        for page in pages { page.free() }
        if let frozen { for image in frozen.images { image.free() } }
    }

    /// What is known of a message; dropped when nothing is.
    subscript(offset: UInt64) -> Slot {
        guard offset < next else { return Slot(.fresh, generation: 0) }
        return page(offset >> 12)?.standing(Int(offset & 4095)) ?? Slot(.dropped, generation: 0)
    }

    /// A page by its number, if it is remembered.
    func page(_ number: UInt64) -> SlotPage? { index(of: number).map { pages[$0] } }

    /// Where a page stands.
    private func index(of number: UInt64) -> Int? {
        guard let last = pages.last, number <= last.number else { return nil }
        // Most queues remember a run of pages without a gap at its end, and that is where they are busy.
        let back = last.number - number
        if back < UInt64(pages.count), pages[pages.count - 1 - Int(back)].number == number {
            return pages.count - 1 - Int(back)
        }
        let index = firstIndex(from: number)
        return pages[index].number == number ? index : nil
    }

    /// Where the first page stands whose number is `number` or higher.
    func firstIndex(from number: UInt64) -> Int { pages.lowerBound { $0.number < number } }

    /// The lowest offset at `start` or above that is ready again.
    func firstReady(from start: UInt64) -> UInt64? {
        guard ready > 0 else { return nil }
        let start = Swift.max(start, redo)
        for index in firstIndex(from: start >> 12)..<pages.count where pages[index].ready > 0 {
            let page = pages[index]
            // What a purge dropped with its page stands as it stood, but nobody may get it.
            guard page.kind == .live else { continue }
            let inside = page.number == start >> 12 ? Int(start & 4095) : 0
            if let found = page.firstReady(from: inside) { return page.start + UInt64(found) }
        }
        return nil
    }

    /// The lowest messages at `start` or above that are ready again and alike, as the next lease has them.
    func readyRun(from start: UInt64, max: Int) -> SlotRun? {
        guard let first = firstReady(from: start), let page = page(first >> 12) else { return nil }
        let inside = Int(first & 4095)
        let slot = page[inside]
        var end = inside
        let limit = Swift.min(inside + max, SlotPage.slotCount)
        while end < limit {
            let (other, stop) = page.stretch(at: end, limit: limit)
            guard other.isReady, other.generation == slot.generation, other.failures == slot.failures else {
                break
            }
            end = stop
        }
        return SlotRun(
            first: Offset(first), count: UInt32(end - inside),
            generation: Swift.min(slot.generation + 1, SlotRun.generationMax), failures: slot.failures)
    }

    // MARK: leases begin

    /// Hands out the messages of `run` as lease run `handle`; remembers what a holder had handed back.
    mutating func lease(_ run: SlotRun, handle: UInt32, at now: Instant, receipts: inout NackReceipts) {
        let limit = run.limit.rawValue
        var offset = run.first.rawValue
        let isFresh = offset >= next
        if isFresh { open(from: offset, to: limit) }
        while offset < limit {
            let index = changing(offset)
            let inside = Int(offset & 4095)
            let end = Int(Swift.min(limit - (offset & ~4095), 4096))
            if isFresh {
                let slot = Slot(.leased, generation: run.generation, run: handle)
                pages[index].set(inside..<end, to: slot, from: Slot(.fresh, generation: 0))
            } else {
                leaseAgain(inside..<end, of: index, run, handle: handle, at: now, receipts: &receipts)
            }
            offset += UInt64(end - inside)
        }
        leased += Int(run.count)
        if isFresh {
            next = limit
        } else {
            ready -= Int(run.count)
            redo = firstReady(from: redo) ?? next
        }
    }

    private mutating func leaseAgain(
        _ range: Range<Int>, of index: Int, _ run: SlotRun, handle: UInt32, at now: Instant,
        receipts: inout NackReceipts
    ) {
        let start = pages[index].start
        var inside = range.lowerBound
        while inside < range.upperBound {
            let (old, stop) = pages[index].stretch(at: inside, limit: range.upperBound)
            precondition(old.isReady, "a message that was not ready was leased")
            if old.state == .nacked {
                for slot in inside..<stop {
                    receipts.remember(offset: start + UInt64(slot), generation: old.generation, at: now)
                }
            }
            let slot = Slot(.leased, generation: run.generation, failures: old.failures, run: handle)
            pages[index].set(inside..<stop, to: slot, from: old)
            inside = stop
        }
    }

    /// Makes pages for the offsets `first ..< limit`, which stand at `next`.
    private mutating func open(from first: UInt64, to limit: UInt64) {
        precondition(first == next, "messages were leased out of their order")
        for number in (first >> 12)...((limit - 1) >> 12) {
            if let last = pages.last, number <= last.number { continue }
            var page = SlotPage(number)
            if page.start < first {
                // What lies before in this page was purged before it was ever handed out.
                page.drop(below: Int(first - page.start))
            }
            pages.append(page)
        }
    }

    /// Where the page of an offset stands, which is about to be changed.
    private mutating func changing(_ offset: UInt64) -> Int {
        guard let index = index(of: offset >> 12) else {
            preconditionFailure("a message that nobody remembers was touched")
        }
        keepImage(of: index)
        return index
    }

    // MARK: leases end

    /// Ends the leases of `run`, or counts a late acknowledgement.
    mutating func settle(_ run: SlotRun, end: LeaseEnd, at now: Instant, leases: inout LeaseTable) {
        let limit = run.limit.rawValue
        var offset = run.first.rawValue
        precondition(limit <= next && offset >= floor, "a message that was not leased was settled")
        while offset < limit {
            let inside = Int(offset & 4095)
            let stop = Int(Swift.min(limit - (offset & ~4095), 4096))
            let index = changing(offset)
            settle(inside..<stop, of: index, end, leases: &leases)
            if pages[index].settled == 4096 { retire(index, at: now) }
            offset += UInt64(stop - inside)
        }
        if end == .acked { raiseFloor() } else { redo = Swift.min(redo, run.first.rawValue) }
    }

    private mutating func settle(
        _ range: Range<Int>, of index: Int, _ end: LeaseEnd, leases: inout LeaseTable
    ) {
        var inside = range.lowerBound
        while inside < range.upperBound {
            let (old, stop) = pages[index].stretch(at: inside, limit: range.upperBound)
            let count = stop - inside
            if old.state == .leased {
                leases.end(old.run, count)
                leased -= count
            } else {
                precondition(
                    old.state == .expired && end == .acked, "a message that was not leased was settled")
                ready -= count
            }
            let slot =
                switch end {
                case .acked: Slot(.acked, generation: old.generation)
                case .expired:
                    Slot(.expired, generation: old.generation, failures: old.failuresPlusOne)
                case .failed: Slot(.nacked, generation: old.generation, failures: old.failuresPlusOne)
                case .returned: Slot(.nacked, generation: old.generation, failures: old.failures)
                }
            if slot.isReady { ready += count }
            pages[index].set(inside..<stop, to: slot, from: old)
            inside = stop
        }
    }

    /// Drops everything below `below`, leased or not; what was acknowledged stays known for a while.
    mutating func purge(below: UInt64, at now: Instant) {
        precondition(below >= next, "a purge left messages that were handed out")
        for number in pages.filter({ $0.kind == .live }).map(\.number) {
            // Retiring one may forget others.
            guard let index = index(of: number) else { continue }
            keepImage(of: index)
            if number == below >> 12 {
                // The page goes on after the purge.
                pages[index].drop(below: Int(below & 4095))
            } else {
                retire(index, at: now, purged: true)
            }
        }
        next = below
        floor = below
        redo = below
        leased = 0
        ready = 0
    }

    // MARK: receipts

    private mutating func retire(_ index: Int, at now: Instant, purged: Bool = false) {
        pages[index].retire(at: now, purged: purged)
        remember(pages[index])
        forgetReceipts(at: now)
    }

    /// Puts a settled page in line for being forgotten.
    private mutating func remember(_ page: SlotPage) {
        let receipt = Receipt(page: page.number, since: page.since)
        if page.kind == .uniform {
            uniformReceipts.insert(receipt, by: Receipt.precedes)
        } else {
            mixedReceipts.insert(receipt, by: Receipt.precedes)
        }
    }

    private mutating func forgetReceipts(at now: Instant) {
        while let oldest = uniformReceipts.first,
            uniformReceipts.count > Limits.receiptPagesMax || oldest.since + Limits.receiptTime < now
        {
            forget(oldest.page)
            uniformReceipts.dropFirst()
        }
        while let oldest = mixedReceipts.first,
            mixedReceipts.count > Limits.receiptMixedPagesMax || oldest.since + Limits.receiptTime < now
        {
            forget(oldest.page)
            mixedReceipts.dropFirst()
        }
    }

    private mutating func forget(_ number: UInt64) {
        guard let index = index(of: number) else { return }
        keepImage(of: index)
        pages[index].free()
        pages.remove(at: index)
    }

    /// Moves `floor` over what is settled.
    private mutating func raiseFloor() {
        var index = firstIndex(from: floor >> 12)
        while floor < next {
            guard index < pages.count else {
                floor = next
                return
            }
            let page = pages[index]
            // What nobody remembers is settled.
            floor = Swift.max(floor, page.start)
            let end = Swift.min(next, page.start + 4096)
            while page.kind == .live, floor < end {
                let (slot, stop) = page.stretch(at: Int(floor & 4095), limit: Int(end - page.start))
                guard slot.isSettled else { return }
                floor = page.start + UInt64(stop)
            }
            floor = end
            index += 1
        }
    }

    // MARK: restoring

    /// Begins with what a snapshot says of the whole; its pages follow.
    mutating func restore(floor: UInt64, next: UInt64) {
        self.floor = floor
        self.next = next
    }

    /// Adds a page that stands behind all others, or hands out the last one to be gone on with.
    mutating func restore(_ page: SlotPage) -> Bool {
        if let last = pages.last, last.number >= page.number { return false }
        pages.append(page)
        return true
    }

    /// Changes the last page, which is being restored.
    mutating func restoreLast(_ range: Range<Int>, _ slot: Slot) {
        guard !pages.isEmpty else { return }
        pages[pages.count - 1].set(range, to: slot, from: Slot(.fresh, generation: 0))
    }

    /// Says that the last page is complete, and was settled at `since` if that is given.
    mutating func restoreLastEnded(retired since: Instant?, purged: Bool) {
        guard let page = pages.last else { return }
        if let since {
            if page.kind == .live { pages[pages.count - 1].retire(at: since, purged: purged) }
            remember(pages[pages.count - 1])
            return
        }
        ready += Int(page.ready)
        var inside = 0
        while inside < SlotPage.slotCount {
            let (slot, end) = page.stretch(at: inside)
            if slot.state == .leased { leased += end - inside }
            inside = end
        }
    }
}
