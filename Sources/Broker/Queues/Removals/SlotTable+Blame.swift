internal import Base
internal import LogFormat

/// Messages that begin with failures, since they died before and were put back.
extension SlotTable {
    /// Lets messages that were just published be ready with so many failures.
    ///
    /// They stand in the line of those that are due, each at its own offset: nobody had them in hand here.
    mutating func blame(first: UInt64, count: Int, failures: UInt16, at now: Instant) {
        for offset in first..<first + UInt64(count) {
            precondition(offset >= next, "a message that was handed out begins with failures")
            let index = opening(offset)
            let inside = Int(offset & 4095)
            let place = dueLine.append(DueLine.Entry(position: offset, offset: offset))
            let slot = Slot(.due, generation: 0, failures: failures, run: place)
            change(inside..<inside + 1, of: index, to: slot, from: Slot(.fresh, generation: 0))
            due += 1
            ahead += 1
        }
        passNext(at: now)
    }
}

extension Broker {
    mutating func evolve(_ event: Blamed, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence),
            let lane = queue.lane(of: event.log)
        else { return }
        queue[lane].slots.blame(
            first: event.first.rawValue, count: event.count, failures: event.failures, at: event.at)
        if !queue.line.isEmpty { timers.set(queue.id.rawValue, at: event.at) }
    }
}
