internal import Base
internal import LogFormat

/// Delivery state of a queue's messages: slots in pages of 4,096, by offset.
///
/// Below `floor` all is settled. The message at `next` was never handed out, nor were those above it but the
/// `ahead` ones, which were delayed. A page costs what it holds, and is given up when its last message is
/// settled; what it leaves behind answers those who settle twice. So a message that nobody settles costs a
/// few bytes, however many pass it.
struct SlotTable: ~Copyable {
    /// The lowest offset that is not settled; `next` when all below are.
    var floor: UInt64 = 0
    /// The lowest offset that was never handed out.
    var next: UInt64 = 0
    /// Messages in somebody's hands.
    var leased = 0
    /// Messages that are ready again at their offset.
    var ready = 0
    /// Messages that are ready after a wait.
    var due = 0
    /// Messages that were set aside.
    var deferred = 0
    /// Messages at `next` and above that are not as they were published: delayed, mostly.
    var ahead = 0

    /// Until when messages live, of those that do not live for ever.
    var lifetimes = Lifetimes()
    /// Offsets of messages that are to be moved, ascending.
    var doomed: [UInt64] = []
    /// What was said of some of those; looked up, never iterated.
    var reasonByOffset: [UInt64: String] = [:]
    /// Those that are not ready before their time.
    var waits = Waits()
    /// Those that are ready after a wait.
    var dueLine = DueLine()

    /// Their bytes, where those are bounded.
    var weights: Weights?

    /// What is kept for a snapshot that visits the table; see `FrozenSlots`.
    var frozen: FrozenSlots?

    /// Those that are remembered, ascending by number.
    var pages: [SlotPage] = []
    /// No message below this is ready again.
    private var redo: UInt64 = 0
    var uniformReceipts = Fifo<Receipt>()
    var mixedReceipts = Fifo<Receipt>()

    /// A settled page that is still remembered.
    struct Receipt {
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
        guard offset < next || ahead > 0 else { return Slot(.fresh, generation: 0) }
        return page(offset >> 12)?.standing(Int(offset & 4095)) ?? unremembered(offset)
    }

    /// What is said of a message whose page is not remembered.
    private func unremembered(_ offset: UInt64) -> Slot {
        Slot(offset < next ? .dropped : .fresh, generation: 0)
    }

    /// A page by its number, if it is remembered.
    func page(_ number: UInt64) -> SlotPage? { index(of: number).map { pages[$0] } }

    /// Where a page stands.
    func index(of number: UInt64) -> Int? {
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
        if offset == next, ahead == 0 {
            leaseFresh(run, handle)
            next = limit
        } else {
            while offset < limit {
                let index = offset < next ? changing(offset) : opening(offset)
                let end = Int(Swift.min(limit - (offset & ~4095), 4096))
                leaseAgain(
                    Int(offset & 4095)..<end, of: index, run, handle: handle, at: now, receipts: &receipts)
                offset = (offset & ~4095) + UInt64(end)
            }
            passNext(at: now)
            redo = firstReady(from: redo) ?? .max
            dropDue()
        }
        leased += Int(run.count)
    }

    /// Hands out messages that stand at `next` and were never handed out.
    private mutating func leaseFresh(_ run: SlotRun, _ handle: UInt32) {
        let limit = run.limit.rawValue
        var offset = run.first.rawValue
        open(from: offset, to: limit)
        while offset < limit {
            let index = changing(offset)
            let inside = Int(offset & 4095)
            let end = Int(Swift.min(limit - (offset & ~4095), 4096))
            let slot = Slot(.leased, generation: run.generation, run: handle)
            change(inside..<end, of: index, to: slot, from: Slot(.fresh, generation: 0))
            offset += UInt64(end - inside)
        }
    }

    private mutating func leaseAgain(
        _ range: Range<Int>, of index: Int, _ run: SlotRun, handle: UInt32, at now: Instant,
        receipts: inout NackReceipts
    ) {
        let start = pages[index].start
        let named = LaneOffset(lane: run.lane, Offset(start)).packed
        var inside = range.lowerBound
        while inside < range.upperBound {
            let (old, stop) = pages[index].stretch(at: inside, limit: range.upperBound)
            switch old.state {
            case .fresh: ahead += aheadCount(start + UInt64(inside)..<start + UInt64(stop))
            case .expired, .nacked: ready -= stop - inside
            case .due, .dueExpired: due -= stop - inside
            case .deferred: deferred -= stop - inside
            default: preconditionFailure("a message that was not ready was leased")
            }
            if old.state == .nacked || old.state == .due, old.generation > 0 {
                for slot in inside..<stop {
                    receipts.remember(offset: named + UInt64(slot), generation: old.generation, at: now)
                }
            }
            let slot = Slot(.leased, generation: run.generation, failures: old.failures, run: handle)
            change(inside..<stop, of: index, to: slot, from: old)
            inside = stop
        }
    }

    /// Makes pages for the offsets `first ..< limit`, which stand at `next`.
    private mutating func open(from first: UInt64, to limit: UInt64) {
        precondition(first == next, "messages were leased out of their order")
        for number in (first >> 12)...((limit - 1) >> 12) {
            if let last = pages.last, number <= last.number { continue }
            pages.append(freshPage(number))
        }
    }

    private func freshPage(_ number: UInt64) -> SlotPage {
        var page = SlotPage(number)
        // What lies before in this page was purged before it was ever handed out.
        if page.start < next { page.drop(below: Int(Swift.min(next - page.start, 4096))) }
        return page
    }

    /// Where the page of an offset at `next` or above stands, which is about to be changed.
    ///
    /// From `next` on the pages have no gap, so that none comes between those that a snapshot visits.
    mutating func opening(_ offset: UInt64) -> Int {
        var number = Swift.max(next >> 12, pages.last.map { $0.number + 1 } ?? 0)
        while number <= offset >> 12 {
            pages.append(freshPage(number))
            number += 1
        }
        return changing(offset)
    }

    /// How many of `range` stand at `next` or above.
    func aheadCount(_ range: Range<UInt64>) -> Int {
        range.upperBound <= next ? 0 : Int(range.upperBound - Swift.max(next, range.lowerBound))
    }

    /// Moves `next` over what is not as it was published.
    mutating func passNext(at now: Instant) {
        let before = next
        while ahead > 0 {
            guard let page = page(next >> 12) else { break }
            let (slot, stop) = page.stretch(at: Int(next & 4095))
            guard slot.state != .fresh else { break }
            let end = page.start + UInt64(stop)
            ahead -= Int(end - next)
            next = end
        }
        guard next >> 12 > before >> 12 else { return }
        // Pages that were settled before `next` came by end only now.
        for number in (before >> 12)..<(next >> 12) {
            guard let index = index(of: number), pages[index].kind == .live, pages[index].settled == 4096
            else { continue }
            keepImage(of: index)
            retire(index, at: now)
        }
        raiseFloor()
    }

    /// Where the page of an offset stands, which is about to be changed.
    mutating func changing(_ offset: UInt64) -> Int {
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
        precondition(offset >= floor, "a message that was not leased was settled")
        while offset < limit {
            let inside = Int(offset & 4095)
            let stop = Int(Swift.min(limit - (offset & ~4095), 4096))
            let index = changing(offset)
            settle(inside..<stop, of: index, end, leases: &leases)
            // One that `next` has not passed would be forgotten too early.
            if pages[index].settled == 4096, pages[index].start + 4096 <= next { retire(index, at: now) }
            offset += UInt64(stop - inside)
        }
        if end.settles {
            raiseFloor()
            if due > 0 { dropDue() }
        } else if end.isReadyAgain {
            redo = Swift.min(redo, run.first.rawValue)
        }
    }

    /// Takes `count` alike messages from those that are ready or wait.
    mutating func takeBack(_ slot: Slot, _ count: Int) {
        if slot.isReady { ready -= count }
        if slot.isDue { due -= count }
        if slot.state == .deferred { deferred -= count }
        // Each has a wait of its own, hence they are never alike.
        if slot.isWaiting { waits.remove(slot.run) }
    }

    /// Changes the lease run that holds the messages of `run`.
    mutating func extend(_ run: SlotRun, handle: UInt32, leases: inout LeaseTable) {
        for offset in run.first.rawValue..<run.limit.rawValue {
            let index = changing(offset)
            let inside = Int(offset & 4095)
            let old = pages[index][inside]
            precondition(old.state == .leased, "a message that was not leased was extended")
            leases.end(old.run, 1)
            let slot = Slot(.leased, generation: old.generation, failures: old.failures, run: handle)
            change(inside..<inside + 1, of: index, to: slot, from: old)
        }
    }

    // MARK: all at once

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
                    old.isExpired && end == .acked, "a message that was not leased was settled")
                takeBack(old, count)
            }
            let failures = end == .acked ? 0 : end.isFailure ? old.failuresPlusOne : old.failures
            let slot = Slot(after: end, generation: old.generation, failures: failures)
            if slot.isReady { ready += count }
            if slot.state == .deferred { deferred += count }
            if slot.isDoomed { doom(pages[index].start + UInt64(inside), count) }
            change(inside..<stop, of: index, to: slot, from: old)
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
        due = 0
        deferred = 0
        ahead = 0
        doomed = []
        reasonByOffset = [:]
        weights?.removeAll()
        waits.removeAll()
        dueLine.drop(below: dueLine.endOrdinal)
    }

    /// Moves `floor` over what is settled.
    mutating func raiseFloor() {
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
}
