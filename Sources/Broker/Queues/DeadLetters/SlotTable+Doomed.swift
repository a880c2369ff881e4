internal import Base
internal import LogFormat

/// Messages that are to be moved elsewhere.
extension SlotTable {
    /// Takes in that `count` messages from `offset` on are to be moved.
    mutating func doom(_ offset: UInt64, _ count: Int) {
        let index = doomed.lowerBound { $0 < offset }
        doomed.insert(contentsOf: offset..<offset + UInt64(count), at: index)
    }

    /// Takes in that `count` messages from `offset` on are not to be moved any more.
    mutating func undoom(_ offset: UInt64, _ count: Int) {
        let first = doomed.lowerBound { $0 < offset }
        if !reasonByOffset.isEmpty {
            for offset in offset..<offset + UInt64(count) { reasonByOffset[offset] = nil }
        }
        doomed.removeSubrange(first..<doomed.lowerBound { $0 < offset + UInt64(count) })
    }

    /// Takes in that the messages of `run` arrived elsewhere.
    mutating func move(_ run: SlotRun, at now: Instant) {
        let limit = run.limit.rawValue
        undoom(run.first.rawValue, Int(run.count))
        for offset in run.first.rawValue..<limit {
            let index = changing(offset)
            let inside = Int(offset & 4095)
            let old = pages[index][inside]
            precondition(old.isDoomed, "a message that was to stay was moved")
            let slot = Slot(
                old.doom?.stateAfter ?? .dropped, generation: old.generation, failures: old.failures)
            change(inside..<inside + 1, of: index, to: slot, from: old)
            if pages[index].settled == 4096, pages[index].start + 4096 <= next { retire(index, at: now) }
        }
        raiseFloor()
    }

    /// Whether all messages of `run` are to be moved, and are those that are meant.
    func isDoomed(_ run: SlotRun) -> Bool {
        guard run.first.rawValue >= floor else { return false }
        return (run.first.rawValue..<run.limit.rawValue).allSatisfy { offset in
            let slot = self[offset]
            return slot.isDoomed && slot.generation == run.generation
        }
    }
}
