internal import Base
internal import LogFormat

/// Messages that are not ready before their time, and those that are ready after it.
extension SlotTable {
    /// Holds back messages that were just published.
    mutating func delay(first: UInt64, count: Int, until due: Instant) {
        for offset in first..<first + UInt64(count) {
            precondition(offset >= next, "a message that was handed out was delayed")
            let index = opening(offset)
            let slot = Slot(.waiting, generation: 0, run: waits.add(offset, until: due))
            let inside = Int(offset & 4095)
            change(inside..<inside + 1, of: index, to: slot, from: Slot(.fresh, generation: 0))
            ahead += 1
        }
        passNext(at: due)
    }

    /// Makes waiting messages ready, to be handed out before `position`.
    mutating func fallDue(_ stretch: Range<Offset>, position: UInt64) {
        for offset in stretch.lowerBound.rawValue..<stretch.upperBound.rawValue {
            let index = changing(offset)
            let inside = Int(offset & 4095)
            let old = pages[index][inside]
            precondition(old.isWaiting, "a message that did not wait fell due")
            waits.remove(old.run)
            let slot = Slot(
                old.state == .waiting ? .due : .dueExpired, generation: old.generation,
                failures: old.failures,
                run: dueLine.append(DueLine.Entry(position: position, offset: offset)))
            change(inside..<inside + 1, of: index, to: slot, from: old)
            due += 1
        }
    }

    /// The first message at an ordinal of the line or behind that is due, with its ordinal.
    func firstDue(from ordinal: UInt64) -> (ordinal: UInt64, entry: DueLine.Entry, slot: Slot)? {
        guard due > 0 else { return nil }
        var ordinal = Swift.max(ordinal, dueLine.firstOrdinal)
        while ordinal < dueLine.endOrdinal {
            let entry = dueLine[ordinal]
            let slot = self[entry.offset]
            if slot.isDue, slot.run == DueLine.place(ordinal) { return (ordinal, entry, slot) }
            ordinal += 1
        }
        return nil
    }

    mutating func freezeDue() { dueLine.freeze() }
    mutating func thawDue() { dueLine.thaw() }

    /// Passes over what was taken from the front of the line.
    mutating func dropDue() {
        dueLine.drop(below: firstDue(from: 0)?.ordinal ?? dueLine.endOrdinal)
    }

    /// The first stretch of messages at `start` or above, and below `end`, that are as they were published.
    func freshStretch(from start: UInt64, to end: UInt64) -> Range<UInt64>? {
        guard start < end else { return nil }
        guard ahead > 0 else { return start..<end }
        var offset = start
        while offset < end {
            let pageEnd = Swift.min(end, (offset & ~4095) + 4096)
            guard let page = page(offset >> 12) else { return offset..<pageEnd }
            let (slot, stop) = page.stretch(at: Int(offset & 4095))
            let stretchEnd = Swift.min(end, page.start + UInt64(stop))
            if slot.state == .fresh { return offset..<stretchEnd }
            offset = stretchEnd
        }
        return nil
    }

    /// Ends the leases of `run`; its messages are ready again at `due`.
    mutating func postpone(_ run: SlotRun, end: LeaseEnd, until due: Instant, leases: inout LeaseTable) {
        for offset in run.first.rawValue..<run.limit.rawValue {
            let index = changing(offset)
            let inside = Int(offset & 4095)
            let old = pages[index][inside]
            precondition(old.state == .leased, "a message that was not leased was handed back")
            leases.end(old.run, 1)
            leased -= 1
            let slot = Slot(
                end == .expiredWaiting ? .waitingExpired : .waiting, generation: old.generation,
                failures: end.isFailure ? old.failuresPlusOne : old.failures,
                run: waits.add(offset, until: due))
            change(inside..<inside + 1, of: index, to: slot, from: old)
        }
    }
}
