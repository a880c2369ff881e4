internal import Base
internal import LogFormat

/// Messages that leave without having been in anybody's hands.
extension SlotTable {
    /// Neighbours from an offset on that stand alike, within a page and before `limit`.
    func alike(at offset: UInt64, before limit: UInt64) -> (slot: Slot, end: UInt64) {
        guard let page = page(offset >> 12), offset < next || ahead > 0 else {
            return (self[offset], Swift.min(limit, (offset & ~4095) + 4096))
        }
        let (slot, stop) = page.stretch(at: Int(offset & 4095))
        return (page.kind == .live ? slot : self[offset], Swift.min(limit, page.start + UInt64(stop)))
    }

    /// Takes in that messages which nobody had in hand are gone, or to be moved for a reason.
    mutating func remove(_ stretch: Range<Offset>, doom: Doom?, at now: Instant) {
        var offset = stretch.lowerBound.rawValue
        let limit = stretch.upperBound.rawValue
        precondition(offset >= floor, "a message that was settled was removed")
        while offset < limit {
            let index = offset < next ? changing(offset) : opening(offset)
            let start = pages[index].start
            let inside = Int(offset - start)
            let (old, end) = pages[index].stretch(
                at: inside, limit: Int(Swift.min(limit - start, UInt64(SlotPage.slotCount))))
            let count = end - inside
            precondition(old.state != .leased && !old.isSettled, "a message in hand or settled was removed")
            if old.state == .fresh { ahead += aheadCount(offset..<offset + UInt64(count)) }
            takeBack(old, count)
            if old.isDoomed { undoom(offset, count) }
            let slot =
                doom.map { Slot($0, generation: old.generation, failures: old.failures) }
                ?? Slot(.dropped, generation: old.generation, failures: old.failures)
            change(inside..<end, of: index, to: slot, from: old)
            if doom != nil { self.doom(offset, count) }
            if pages[index].settled == 4096, start + 4096 <= next { retire(index, at: now) }
            offset += UInt64(count)
        }
        passNext(at: now)
        raiseFloor()
        if due > 0 { dropDue() }
        lifetimes.forget(below: floor)
    }
}
