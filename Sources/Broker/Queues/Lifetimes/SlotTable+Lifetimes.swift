internal import Base
internal import LogFormat

/// Messages that outlive their time.
extension SlotTable {
    /// Appends what of `first ..< limit` nobody has in hand, as far as the budget goes; tells how far.
    func perishable(
        _ first: UInt64, _ limit: UInt64, _ budget: inout Int, into stretches: inout [Range<Offset>]
    ) -> UInt64 {
        var offset = Swift.max(first, floor)
        while offset < limit, budget > 0 {
            var (slot, end) = alike(at: offset, before: limit)
            if end - offset > UInt64(budget) { end = offset + UInt64(budget) }
            budget -= Int(end - offset)
            if slot.isHeld {
                stretches.join(Offset(offset)..<Offset(end))
            }
            offset = end
        }
        return offset
    }
}

extension Slot {
    /// Whether the queue holds it for whoever comes: ready, or ready later.
    var isHeld: Bool { state == .fresh || isReady || isDue || isWaiting }
}

extension [Range<Offset>] {
    /// Adds a stretch, as a part of the last one where it goes on.
    mutating func join(_ stretch: Range<Offset>) {
        if let last, last.upperBound == stretch.lowerBound {
            self[count - 1] = last.lowerBound..<stretch.upperBound
        } else {
            append(stretch)
        }
    }
}
