internal import Base
internal import LogFormat

/// Delivery state of a queue's messages: slots in pages of 4,096 over raw memory, by offset.
///
/// Below `floor` all is settled, from `next` on nothing was ever handed out. A page is freed when its last
/// message is settled; what it leaves behind answers those who settle twice. Pages with few open messages
/// keep their 32 KiB; folding them into a sorted map has its place in `SlotPage.Kind`.
struct SlotTable: ~Copyable {
    /// The lowest offset that is not settled; `next` when all below are.
    private(set) var floor: UInt64 = 0
    /// The lowest offset that was never handed out.
    private(set) var next: UInt64 = 0
    /// Messages in somebody's hands.
    private(set) var leased = 0
    /// Messages below `next` that are ready again.
    private(set) var ready = 0

    private var pages: [SlotPage] = []
    /// Number of the page at `pages[0]`.
    private var firstPage: UInt64 = 0
    /// No message below this is ready again.
    private var redo: UInt64 = 0
    private var uniformReceipts = Fifo<Receipt>()
    private var mixedReceipts = Fifo<Receipt>()

    /// A settled page that is still remembered.
    private struct Receipt {
        var page: UInt64
        var since: Instant
    }

    init() {}

    deinit { for page in pages { page.free() } }

    /// What is known of a message; dropped when nothing is.
    subscript(offset: UInt64) -> Slot {
        guard offset < next else { return Slot(.fresh, generation: 0) }
        return page(offset >> 12)?.standing(Int(offset & 4095)) ?? Slot(.dropped, generation: 0)
    }

    /// A page by its number, if it is remembered; a purge passes over pages that nobody ever needed.
    @inline(__always)
    func page(_ number: UInt64) -> SlotPage? {
        guard number >= firstPage, number < firstPage + UInt64(pages.count) else { return nil }
        return pages[Int(number - firstPage)]
    }

    /// The lowest offset at `start` or above that is ready again.
    func firstReady(from start: UInt64) -> UInt64? {
        guard ready > 0 else { return nil }
        let start = Swift.max(start, redo)
        var number = Swift.max(start >> 12, firstPage)
        while number < firstPage + UInt64(pages.count) {
            let inside = number == start >> 12 ? Int(start & 4095) : 0
            if let index = pages[Int(number - firstPage)].firstReady(from: inside) {
                return number << 12 + UInt64(index)
            }
            number += 1
        }
        return nil
    }

    /// The lowest messages at `start` or above that are ready again and alike, as the next lease has them.
    func readyRun(from start: UInt64, max: Int) -> SlotRun? {
        guard let first = firstReady(from: start), let page = page(first >> 12) else { return nil }
        let inside = Int(first & 4095)
        let slot = page[inside]
        var count = 1
        while count < max, inside + count < SlotPage.slotCount {
            let other = page[inside + count]
            guard other.isReady, other.generation == slot.generation, other.failures == slot.failures else {
                break
            }
            count += 1
        }
        return SlotRun(
            first: Offset(first), count: UInt32(count),
            generation: Swift.min(slot.generation + 1, SlotRun.generationMax), failures: slot.failures)
    }

    /// Visits all pages that are remembered, in order.
    func forEachPage(_ body: (_ number: UInt64, SlotPage) -> Void) {
        for index in pages.indices { body(firstPage + UInt64(index), pages[index]) }
    }

    // MARK: leases begin

    /// Hands out the messages of `run` as lease run `handle`; remembers what a holder had handed back.
    mutating func lease(_ run: SlotRun, handle: UInt32, at now: Instant, receipts: inout NackReceipts) {
        let limit = run.limit.rawValue
        var offset = run.first.rawValue
        let isFresh = offset >= next
        if isFresh { open(from: offset, to: limit) }
        while offset < limit {
            let index = Int(offset >> 12 - firstPage)
            let inside = Int(offset & 4095)
            let end = Int(Swift.min(limit - (offset & ~4095), 4096))
            if isFresh {
                let slot = Slot(.leased, generation: run.generation, run: handle)
                pages[index].fill(inside..<end, with: slot)
            } else {
                leaseAgain(inside..<end, of: index, run, handle: handle, at: now, receipts: &receipts)
            }
            offset += UInt64(end - inside)
        }
        leased += Int(run.count)
        if isFresh { next = limit }
    }

    private mutating func leaseAgain(
        _ range: Range<Int>, of index: Int, _ run: SlotRun, handle: UInt32, at now: Instant,
        receipts: inout NackReceipts
    ) {
        let start = (firstPage + UInt64(index)) << 12
        var page = pages[index]
        for inside in range {
            let old = page[inside]
            precondition(old.isReady, "a message that was not ready was leased")
            if old.state == .nacked {
                receipts.remember(offset: start + UInt64(inside), generation: old.generation, at: now)
            }
            page.setReady(inside, false)
            page[inside] = Slot(.leased, generation: run.generation, failures: old.failures, run: handle)
        }
        pages[index] = page
        ready -= range.count
        redo = firstReady(from: redo) ?? next
    }

    /// Makes pages for the offsets `first ..< limit`, which stand at `next`.
    private mutating func open(from first: UInt64, to limit: UInt64) {
        precondition(first == next, "messages were leased out of their order")
        if pages.isEmpty { firstPage = first >> 12 }
        while firstPage + UInt64(pages.count) <= (limit - 1) >> 12 {
            var page = SlotPage()
            let start = (firstPage + UInt64(pages.count)) << 12
            if start < first {
                // What lies before in this page was purged before it was ever handed out.
                page.fill(0..<Int(first - start), with: Slot(.dropped, generation: 0))
                page.settled = Int32(first - start)
            }
            pages.append(page)
        }
    }

    // MARK: leases end

    /// Ends the leases of `run`, or counts a late acknowledgement.
    mutating func settle(_ run: SlotRun, end: LeaseEnd, at now: Instant, leases: inout LeaseTable) {
        let limit = run.limit.rawValue
        var offset = run.first.rawValue
        precondition(limit <= next && offset >= floor, "a message that was not leased was settled")
        while offset < limit {
            let number = offset >> 12
            let inside = Int(offset & 4095)
            let stop = Int(Swift.min(limit - (offset & ~4095), 4096))
            let index = Int(number - firstPage)
            if end == .acked {
                acknowledge(inside..<stop, of: index, leases: &leases)
                if pages[index].settled == 4096 { retire(index, at: now) }
            } else {
                handBack(inside..<stop, of: index, end, leases: &leases)
            }
            offset += UInt64(stop - inside)
        }
        if end == .acked { raiseFloor() } else { redo = Swift.min(redo, run.first.rawValue) }
    }

    private mutating func acknowledge(_ range: Range<Int>, of index: Int, leases: inout LeaseTable) {
        var handle: UInt32 = 0
        var ended = 0
        var late = 0
        var page = pages[index]
        for inside in range {
            let old = page[inside]
            if old.state == .leased {
                if old.run != handle {
                    if ended > 0 { leases.end(handle, ended) }
                    handle = old.run
                    leased -= ended
                    ended = 0
                }
                ended += 1
            } else {
                precondition(old.state == .expired, "a message that was not leased was acknowledged")
                page.setReady(inside, false)
                late += 1
            }
            page[inside] = Slot(.acked, generation: old.generation)
        }
        if ended > 0 { leases.end(handle, ended) }
        leased -= ended
        ready -= late
        page.settled += Int32(range.count)
        pages[index] = page
    }

    private mutating func handBack(
        _ range: Range<Int>, of index: Int, _ end: LeaseEnd, leases: inout LeaseTable
    ) {
        let state = end == .expired ? Slot.State.expired : .nacked
        var page = pages[index]
        var handle = page[range.lowerBound].run
        var ended = 0
        for inside in range {
            let old = page[inside]
            precondition(old.state == .leased, "a message that was not leased was handed back")
            if old.run != handle {
                leases.end(handle, ended)
                handle = old.run
                ended = 0
            }
            ended += 1
            let failures = end == .returned ? old.failures : old.failuresPlusOne
            page[inside] = Slot(state, generation: old.generation, failures: failures)
            page.setReady(inside, true)
        }
        leases.end(handle, ended)
        pages[index] = page
        leased -= range.count
        ready += range.count
    }

    /// Drops everything below `below`, leased or not; what was acknowledged stays known for a while.
    mutating func purge(below: UInt64, at now: Instant) {
        precondition(below >= next, "a purge left messages that were handed out")
        let last = below >> 12
        for index in pages.indices where pages[index].kind == .live {
            if firstPage + UInt64(index) == last {
                // The page goes on after the purge.
                pages[index].drop(below: Int(below & 4095))
            } else {
                pages[index].isPurged = true
                retire(index, at: now)
            }
        }
        if last > firstPage + UInt64(pages.count + Limits.receiptPagesMax) { forgetAll() }
        if !pages.isEmpty {
            while firstPage + UInt64(pages.count) < last { pages.append(.gone) }
        }
        next = below
        floor = below
        redo = below
        leased = 0
        ready = 0
        dropFront()
    }

    // MARK: receipts

    private mutating func retire(_ index: Int, at now: Instant) {
        pages[index].retire()
        let receipt = Receipt(page: firstPage + UInt64(index), since: now)
        if pages[index].kind == .uniform {
            uniformReceipts.append(receipt)
        } else {
            mixedReceipts.append(receipt)
        }
        forgetReceipts(at: now)
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
        guard number >= firstPage, number < firstPage + UInt64(pages.count) else { return }
        pages[Int(number - firstPage)].forget()
    }

    private mutating func forgetAll() {
        for page in pages { page.free() }
        pages.removeAll()
        uniformReceipts = Fifo()
        mixedReceipts = Fifo()
    }

    /// Moves `floor` over what is settled.
    private mutating func raiseFloor() {
        let before = floor
        while floor < next {
            let page = pages[Int(floor >> 12 - firstPage)]
            let end = Swift.min(next, (floor & ~4095) + 4096)
            if page.kind != .live {
                floor = end
                continue
            }
            while floor < end, page[Int(floor & 4095)].isSettled { floor += 1 }
            if floor < end { break }
        }
        if floor >> 12 != before >> 12 { dropFront() }
    }

    /// Drops the entries of forgotten pages below `floor`.
    private mutating func dropFront() {
        var dropped = 0
        while dropped < pages.count, firstPage + UInt64(dropped) < floor >> 12, pages[dropped].kind == .gone {
            dropped += 1
        }
        guard dropped >= 64 || dropped == pages.count, dropped > 0 else { return }
        pages.removeFirst(dropped)
        firstPage += UInt64(dropped)
    }
}
