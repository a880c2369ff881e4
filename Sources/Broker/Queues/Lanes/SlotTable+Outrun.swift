internal import Base
internal import LogFormat

/// A log that is not the queue's own: it begins somewhere, and ends from below.
extension SlotTable {
    /// Begins at an offset: what lies below never was.
    mutating func begin(at start: Offset) {
        precondition(next == 0 && pages.isEmpty, "messages were handed out before the lane began")
        restore(floor: start.rawValue, next: start.rawValue)
    }

    /// Drops what lies below an offset and nobody has in hand, since it is gone; returns how many.
    mutating func outrun(below limit: UInt64, at now: Instant) -> Int {
        guard limit > floor else { return 0 }
        var lost = 0
        var passed = 0
        for number in pages.filter({ $0.kind == .live && $0.start < limit }).map(\.number) {
            guard let index = index(of: number) else { continue }
            keepImage(of: index)
            let start = pages[index].start
            var offset = Swift.max(floor, start)
            while offset < Swift.min(limit, start + 4096) {
                let inside = Int(offset - start)
                let stop = Int(Swift.min(limit - start, 4096))
                let (old, end) = pages[index].stretch(at: inside, limit: stop)
                let count = end - inside
                if old.state != .fresh { passed += aheadCount(offset..<offset + UInt64(count)) }
                if old.state != .leased, !old.isSettled {
                    // Fresh ones are counted below with those that have no page.
                    if old.state != .fresh { lost += count }
                    takeBack(old, count)
                    if old.isDoomed { undoom(offset, count) }
                    let slot = Slot(.dropped, generation: old.generation, failures: old.failures)
                    change(inside..<end, of: index, to: slot, from: old)
                }
                offset += UInt64(count)
            }
        }
        if limit > next {
            lost += Int(limit - next) - passed
            ahead -= passed
            next = limit
        }
        closeSettled(at: now)
        passNext(at: now)
        raiseFloor()
        dropDue()
        return lost
    }

    /// Retires the pages that nothing is open in any more.
    private mutating func closeSettled(at now: Instant) {
        for page in pages.filter({ $0.kind == .live && $0.settled == 4096 && $0.start + 4096 <= next }) {
            guard let index = index(of: page.number) else { continue }
            keepImage(of: index)
            retire(index, at: now)
        }
    }
}
