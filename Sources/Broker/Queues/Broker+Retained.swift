package import Base
internal import LogFormat

extension Broker {
    /// Pages that one call looks at, at most.
    private static let retainedPagesMax = 16

    /// Appends the stretches of `range` whose messages are kept, and tells how far it came.
    ///
    /// Of a queue's log those that are not settled, of a topic's log all from its start on; none of a log
    /// that is gone. Ends after `rangesMax` stretches or some work; call again from where it came to.
    package borrowing func retained(
        _ log: LogID, in range: Range<Offset>, rangesMax: Int, into ranges: inout [Range<Offset>]
    ) -> Offset {
        guard let log = entities.log(log) else { return range.upperBound }
        guard case .queue(let queue) = entities[log.owner], let lane = queue.lane(of: log.id) else {
            let first = Swift.max(range.lowerBound, log.start)
            if first < range.upperBound { ranges.append(first..<range.upperBound) }
            return range.upperBound
        }
        return queue[lane].slots.open(
            in: range, rangesMax: rangesMax, pagesMax: Self.retainedPagesMax, into: &ranges)
    }
}

extension SlotTable {
    /// As `Broker.retained`, for the messages of one queue.
    func open(
        in range: Range<Offset>, rangesMax: Int, pagesMax: Int, into ranges: inout [Range<Offset>]
    ) -> Offset {
        let end = range.upperBound.rawValue
        var offset = Swift.max(range.lowerBound.rawValue, floor)
        var found = OpenStretches(ranges: [], max: rangesMax)
        var index = firstIndex(from: offset >> 12)
        let last = index + pagesMax
        while offset < Swift.min(end, next), !found.isFull {
            guard index < pages.count else {
                offset = next
                break
            }
            if index == last { break }
            let page = pages[index]
            offset = Swift.max(offset, page.start)
            let stop = Swift.min(end, next, page.start + 4096)
            while page.kind == .live, offset < stop, !found.isFull {
                let (slot, to) = page.stretch(at: Int(offset & 4095), limit: Int(stop - page.start))
                if !slot.isSettled { found.add(offset..<page.start + UInt64(to)) }
                offset = page.start + UInt64(to)
            }
            if page.kind != .live { offset = Swift.max(offset, stop) }
            index += 1
        }
        if offset >= next, offset < end, !found.isFull {
            found.add(offset..<end)
            offset = end
        }
        ranges.append(contentsOf: found.ranges)
        return Offset(Swift.min(end, Swift.max(offset, range.lowerBound.rawValue)))
    }
}

/// Stretches of offsets, neighbours joined, up to a number.
private struct OpenStretches {
    private(set) var ranges: [Range<Offset>]
    let max: Int

    /// Whether the next one might be one too many.
    var isFull: Bool { ranges.count >= max }

    mutating func add(_ range: Range<UInt64>) {
        let range = Offset(range.lowerBound)..<Offset(range.upperBound)
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }
}
