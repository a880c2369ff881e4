internal import Base
internal import LogFormat

/// Messages that were set aside, and are handed out by name.
extension Broker {
    /// Takes those of `named` that are set aside, up to `max`; appends them to the arena as runs, ascending.
    func take(
        _ named: [LaneOffset], of queue: Queue, max: Int, _ decision: inout Decision
    ) -> Range<Int> {
        let start = decision.runs.count
        var left = max
        var last: LaneOffset?
        for place in named.sorted() where place != last && Int(place.lane) < queue.laneCount {
            last = place
            let slot = queue[place.lane].slots[place.offset.rawValue]
            guard left > 0, slot.state == .deferred else { continue }
            left -= 1
            let run = SlotRun(
                first: place.offset, count: 1,
                generation: Swift.min(slot.generation + 1, SlotRun.generationMax),
                failures: slot.failures, lane: place.lane)
            decision.runs.join(run, from: start)
        }
        return start..<decision.runs.count
    }
}
