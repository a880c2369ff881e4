internal import Base
internal import LogFormat

/// Messages that make room for others.
struct Head {
    private var places: [(lane: UInt16, stretch: Range<Offset>)] = []

    mutating func add(_ run: SlotRun) { places.append((run.lane, run.first..<run.limit)) }

    /// Those of a lane, ascending.
    func stretches(of lane: UInt16) -> [Range<Offset>] {
        var stretches: [Range<Offset>] = []
        let own = places.filter { $0.lane == lane }.map(\.stretch)
        for stretch in own.sorted(by: { $0.lowerBound < $1.lowerBound }) { stretches.join(stretch) }
        return stretches
    }
}

extension Broker {
    /// Takes what a receiver would get next, as far as there is too much.
    ///
    /// One that is too heavy may need many light ones to go: those beyond `Limits.headMessagesMax` go with the
    /// next messages that come.
    func takeReady(
        of queue: Queue, from cursor: inout ReadyCursor, _ excess: inout Excess, into head: inout Head,
        _ decision: inout Decision
    ) {
        if excess.count > 0 {
            let taken = cursor.take(excess.count, into: &decision.runs)
            drop(taken, of: queue, &excess, into: &head, &decision)
        }
        var left = Limits.headMessagesMax
        while excess.bytes > 0, left > 0 {
            let taken = cursor.takeNext(into: &decision.runs)
            if taken.isEmpty { return }
            drop(taken, of: queue, &excess, into: &head, &decision)
            left -= 1
        }
    }

    private func drop(
        _ taken: Range<Int>, of queue: Queue, _ excess: inout Excess, into head: inout Head,
        _ decision: inout Decision
    ) {
        for run in decision.runs[taken] {
            excess.drop(Int(run.count), bytes: bytes(of: run, in: queue, decision))
            head.add(run)
        }
        decision.runs.removeSubrange(taken)
    }

    /// Takes what is ready, lowest offsets first whatever their groups, but for what the decision hands out.
    func takeOldest(
        of queue: Queue, overlay: Range<Int>, _ excess: inout Excess, into head: inout Head,
        _ decision: borrowing Decision
    ) {
        var busy = decision.runs[overlay].map { ($0.lane, $0.first.rawValue..<$0.limit.rawValue) }
        for case .leased(let event) in decision.events where event.queue == queue.id {
            busy += decision.runs[event.runs].map { ($0.lane, $0.first.rawValue..<$0.limit.rawValue) }
        }
        for case .delayed(let event) in decision.events where event.queue == queue.id {
            busy.append((event.lane, event.first.rawValue..<(event.first + event.count).rawValue))
        }
        for number in 0..<UInt16(queue.laneCount) {
            let lane = queue[number]
            let tail = next(of: lane) + decision.pending[lane.log]
            let taken = busy.filter { $0.0 == number }.map(\.1)
            _ = lane.slots.forEachOpen(from: lane.slots.floor, to: tail.rawValue) { range, slot in
                guard slot.isHeld, !slot.isWaiting else { return nil }
                for offset in range where !taken.contains(where: { $0.contains(offset) }) {
                    guard excess.isLeft else { return 0 }
                    take(Offset(offset), of: queue, number, &excess, into: &head, decision)
                }
                return nil
            }
        }
    }

    /// Takes messages that wait: those that would be ready first, and the new ones only then.
    func takeWaiting(
        of queue: Queue, _ excess: inout Excess, into head: inout Head, _ decision: borrowing Decision
    ) {
        queue.forEachLane { number, lane in
            guard excess.isLeft else { return }
            let most = Swift.max(excess.count, excess.bytes > 0 ? Limits.headMessagesMax : 0)
            for wait in lane.slots.waits.due(at: .distantFuture, max: most) where excess.isLeft {
                take(Offset(wait.offset), of: queue, number, &excess, into: &head, decision)
            }
        }
        for event in decision.events {
            var some: (lane: UInt16, first: Offset, count: Int)?
            switch event {
            case .delayed(let event) where event.queue == queue.id:
                some = (event.lane, event.first, event.count)
            case .blamed(let event) where event.queue == queue.id && !queue.settings.choosing.mindsGroups:
                some = queue.lane(of: event.log).map { ($0, event.first, event.count) }
            default: break
            }
            guard let some else { continue }
            for index in 0..<some.count where excess.isLeft {
                take(some.first + index, of: queue, some.lane, &excess, into: &head, decision)
            }
        }
    }

    private func take(
        _ offset: Offset, of queue: Queue, _ lane: UInt16, _ excess: inout Excess, into head: inout Head,
        _ decision: borrowing Decision
    ) {
        let run = SlotRun(first: offset, count: 1, generation: 0, lane: lane)
        excess.drop(1, bytes: bytes(of: run, in: queue, decision))
        head.add(run)
    }
}
