internal import Base
internal import LogFormat

extension Broker {
    mutating func evolve(_ event: Removed, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        let doom = event.isDoomed ? Doom(after: event.reason) : nil
        guard let lane = queue.lane(of: event.log) else { return }
        for stretch in event.stretches {
            queue[lane].slots.remove(stretch, doom: doom, at: event.at)
            queue.follow(stretch.lowerBound.rawValue..<stretch.upperBound.rawValue, of: queue[lane])
        }
        if doom != nil { dooms += 1 }
        noteDoomed(queue)
        // Whoever waits may be next to be served.
        if queue.line.isEmpty { arm(queue) } else { timers.set(queue.id.rawValue, at: event.at) }
    }
}
