package import Base
package import LogFormat

extension Broker {
    /// Stretches of alike messages that one look goes over, at most: what bounds how long it takes.
    private static let stretchesMax = 2_048

    /// How the messages of a queue stand from `place` on; nil when there is no such queue.
    ///
    /// Those below the end of each lane, of the states wanted, at most `max`, fewer when the work is much;
    /// changes nothing.
    package borrowing func look(
        into queue: EntityID, from place: LaneOffset, upTo ends: [Offset], _ states: MessageStates, max: Int
    ) -> QueueLook? {
        guard let queue = entities.queue(queue) else { return nil }
        var look = QueueLook()
        var left = max
        var stretches = Self.stretchesMax
        let lanes = UInt16(Swift.min(ends.count, queue.laneCount))
        for number in place.lane..<Swift.max(place.lane, lanes) {
            let lane = queue[number]
            let start = number == place.lane ? place.offset : .zero
            let end = Swift.min(ends[Int(number)], self.next(of: lane)).rawValue
            if left == 0 || stretches <= 0 {
                look.next = LaneOffset(lane: number, start)
                break
            }
            let next = lane.slots.forEachOpen(from: start.rawValue, to: end) { range, slot in
                stretches -= 1
                guard let state = slot.standing, states.contains(state) else {
                    return stretches > 0 ? nil : range.count
                }
                let count = Swift.min(left, range.count)
                left -= count
                let end = range.lowerBound + UInt64(count)
                look.standings.append(
                    queue.standing(of: Offset(range.lowerBound)..<Offset(end), slot, state, number))
                return left > 0 && stretches > 0 ? nil : count
            }
            if next < end {
                look.next = LaneOffset(lane: number, Offset(next))
                break
            }
        }
        return look
    }

    /// How one message stands; nil when it is done with, or was never there.
    package borrowing func look(at place: LaneOffset, of queue: EntityID) -> Standing? {
        var ends = Array(repeating: Offset.zero, count: Int(place.lane))
        ends.append(place.offset + 1)
        let look = look(into: queue, from: place, upTo: ends, .all, max: 1)
        guard let found = look?.standings.first, found.place == place else { return nil }
        return found
    }
}

extension Queue {
    /// What is told of messages that have `slot`.
    fileprivate func standing(
        of range: Range<Offset>, _ slot: Slot, _ state: MessageState, _ lane: UInt16
    ) -> Standing {
        var standing = Standing(
            lane: lane, range: range, state: state, deliveries: slot.generation, failures: slot.failures)
        switch state {
        case .leased:
            standing.until = leases.deadline(of: leases[slot.run])
            standing.consumer = leases.consumers.name(leases[slot.run].consumer)
        case .delayed: standing.until = self[lane].slots.waits.due(of: slot.run)
        case .dying: standing.reason = slot.doom?.reason
        case .ready, .deferred: break
        }
        return standing
    }
}

extension SlotTable {
    /// Shows the stretches of alike messages in `start ..< end` that are not settled, in order.
    ///
    /// `body` tells how many messages of a stretch it wants if it wants no more behind them. Returns where
    /// to go on.
    func forEachOpen(
        from start: UInt64, to end: UInt64, _ body: (Range<UInt64>, Slot) -> Int?
    ) -> UInt64 {
        var offset = Swift.max(start, floor)
        var index = firstIndex(from: offset >> 12)
        while offset < end {
            guard index < pages.count, pages[index].start < end else {
                // What nobody remembers is settled below `next`, and as it was published above.
                offset = Swift.max(offset, next)
                guard offset < end else { return end }
                if let taken = body(offset..<end, Slot(.fresh, generation: 0)) {
                    return offset + UInt64(taken)
                }
                return end
            }
            let page = pages[index]
            if page.start > offset, page.start > next {
                offset = Swift.max(offset, next)
                if let taken = body(offset..<page.start, Slot(.fresh, generation: 0)) {
                    return offset + UInt64(taken)
                }
            }
            offset = Swift.max(offset, page.start)
            let stop = Swift.min(end, page.start + 4096)
            while page.kind == .live, offset < stop {
                let (slot, to) = page.stretch(at: Int(offset & 4095), limit: Int(stop - page.start))
                let limit = page.start + UInt64(to)
                if !slot.isSettled, let taken = body(offset..<limit, slot) { return offset + UInt64(taken) }
                offset = limit
            }
            offset = stop
            index += 1
        }
        return Swift.max(offset, end)
    }
}
