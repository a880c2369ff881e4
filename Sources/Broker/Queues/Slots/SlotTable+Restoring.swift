internal import Base
internal import LogFormat

/// What a snapshot tells of a queue's messages.
extension SlotTable {
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
            if slot.isDue { due += end - inside }
            if slot.state == .deferred { deferred += end - inside }
            if slot.isDoomed { doom(page.start + UInt64(inside), end - inside) }
            if slot.state != .fresh {
                ahead += aheadCount(page.start + UInt64(inside)..<page.start + UInt64(end))
            }
            inside = end
        }
    }

    /// Puts the due messages of a snapshot in line, by their ordinals.
    mutating func restoreDue(_ dues: [RestoredDue]) {
        let sorted = dues.sorted { $0.ordinal < $1.ordinal }
        dueLine.restore(sorted.map(\.entry))
        for (index, due) in sorted.enumerated() {
            guard let at = self.index(of: due.entry.offset >> 12) else { continue }
            let inside = Int(due.entry.offset & 4095)
            let old = pages[at][inside]
            let place = DueLine.place(UInt64(index))
            let slot = Slot(old.state, generation: old.generation, failures: old.failures, run: place)
            pages[at].set(inside..<inside + 1, to: slot, from: old)
        }
    }
}
