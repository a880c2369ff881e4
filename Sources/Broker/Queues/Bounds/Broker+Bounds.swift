internal import Base
internal import LogFormat

/// Queues that hold only so much; what is leased does not count.
extension Broker {
    /// Why what the decision brings cannot join a queue; nil when it can, or others make room for it.
    func refusal(ofFull queue: Queue, _ decision: borrowing Decision) -> BrokerError? {
        guard queue.settings.overflow == .reject, let most = queue.settings.lengthMax else { return nil }
        let counts = counts(of: queue)
        let arrived = queue.sum { decision.pending[$0.log] }
        return counts.ready + counts.delayed + arrived > most ? .queueFull : nil
    }

    /// Yields the removal of what is too much once the decision has come true.
    ///
    /// `cursor` stands behind what the decision has handed out.
    func makeRoom(
        in queue: Queue, overlay: Range<Int>, from cursor: inout ReadyCursor, now: Instant,
        _ decision: inout Decision
    ) {
        guard let most = queue.settings.lengthMax else { return }
        var excess = heldCount(of: queue, overlay: overlay, decision) - most
        guard excess > 0 else { return }
        let taken = cursor.take(excess, into: &decision.runs)
        var places: [(lane: UInt16, stretch: Range<Offset>)] = []
        for run in decision.runs[taken] {
            excess -= Int(run.count)
            places.append((run.lane, run.first..<run.limit))
        }
        decision.runs.removeSubrange(taken)
        if excess > 0 { addWaiting(excess, of: queue, to: &places, decision) }
        queue.forEachLane { number, lane in
            var stretches: [Range<Offset>] = []
            let own = places.filter { $0.lane == number }.map(\.stretch)
            for stretch in own.sorted(by: { $0.lowerBound < $1.lowerBound }) { stretches.join(stretch) }
            guard !stretches.isEmpty else { return }
            decision.events.append(
                .removed(
                    Removed(
                        queue: queue.id, log: lane.log, at: now, reason: .overflowed,
                        isDoomed: queue.settings.overflow == .deadLetter
                            && queue.settings.deadLetter.isChosen,
                        stretches: stretches)))
        }
    }

    /// Messages that are ready or wait once the decision has come true.
    private func heldCount(
        of queue: Queue, overlay: Range<Int>, _ decision: borrowing Decision
    ) -> Int {
        let counts = counts(of: queue)
        var held = counts.ready + counts.delayed + queue.sum { decision.pending[$0.log] }
        for index in overlay {
            let run = decision.runs[index]
            guard let end = run.end else { continue }
            if end.isReadyAgain || end.waits { held += Int(run.count) }
            guard end == .acked else { continue }
            let slots = queue[run.lane].slots.heldCount(run.first.rawValue..<run.limit.rawValue)
            held -= slots
        }
        for case .leased(let event) in decision.events where event.queue == queue.id {
            for index in event.runs { held -= Int(decision.runs[index].count) }
        }
        return held
    }

    /// Adds messages that wait: those that would be ready first, and the new ones only then.
    private func addWaiting(
        _ count: Int, of queue: Queue, to places: inout [(lane: UInt16, stretch: Range<Offset>)],
        _ decision: borrowing Decision
    ) {
        var left = count
        queue.forEachLane { number, lane in
            for wait in lane.slots.waits.due(at: .distantFuture, max: left) {
                left -= 1
                places.append((number, Offset(wait.offset)..<Offset(wait.offset + 1)))
            }
        }
        for case .delayed(let event) in decision.events where event.queue == queue.id && left > 0 {
            let taken = Swift.min(left, event.count)
            left -= taken
            places.append((event.lane, event.first..<event.first + taken))
        }
    }
}

extension SlotTable {
    /// How many of these are ready or wait.
    fileprivate func heldCount(_ range: Range<UInt64>) -> Int {
        range.reduce(0) { $0 + (self[$1].isHeld ? 1 : 0) }
    }
}
