internal import Base
internal import LogFormat

/// Queues that hold only so much; what is leased does not count.
extension Broker {
    /// Why what the decision brings cannot join a queue; nil when it can, or others make room for it.
    func refusal(ofFull queue: Queue, _ decision: borrowing Decision) -> BrokerError? {
        guard queue.settings.overflow == .reject, queue.settings.isBounded else { return nil }
        let counts = counts(of: queue)
        let count = counts.ready + counts.delayed + queue.sum { decision.pending[$0.log] }
        let bytes = (counts.heldBytes ?? 0) + queue.sum { decision.pending.bytes(of: $0.log) }
        return Excess(of: count, bytes, in: queue.settings).isLeft ? .queueFull : nil
    }

    /// Yields the removal of what is too much once the decision has come true.
    ///
    /// `cursor` stands behind what the decision has handed out.
    func makeRoom(
        in queue: Queue, overlay: Range<Int>, from cursor: inout ReadyCursor, now: Instant,
        _ decision: inout Decision
    ) {
        var excess = excess(of: queue, overlay: overlay, decision)
        guard excess.isLeft else { return }
        var head = Head()
        if queue.settings.choosing.mindsGroups {
            // By offset: a receiver would get one message of each group, or none that is not known yet.
            takeOldest(of: queue, overlay: overlay, &excess, into: &head, decision)
        } else {
            takeReady(of: queue, from: &cursor, &excess, into: &head, &decision)
        }
        if excess.isLeft { takeWaiting(of: queue, &excess, into: &head, decision) }
        queue.forEachLane { number, lane in
            let stretches = head.stretches(of: number)
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

    /// By how much what is ready or waits is too much once the decision has come true.
    private func excess(
        of queue: Queue, overlay: Range<Int>, _ decision: borrowing Decision
    ) -> Excess {
        let counts = counts(of: queue)
        var count = counts.ready + counts.delayed + queue.sum { decision.pending[$0.log] }
        var bytes = (counts.heldBytes ?? 0) + queue.sum { decision.pending.bytes(of: $0.log) }
        for index in overlay {
            let run = decision.runs[index]
            guard let end = run.end else { continue }
            if end.isReadyAgain || end.waits {
                count += Int(run.count)
                bytes += self.bytes(of: run, in: queue, decision)
            } else if end == .acked {
                for offset in run.first.rawValue..<run.limit.rawValue
                where queue[run.lane].slots[offset].isHeld {
                    count -= 1
                    bytes -= queue[run.lane].slots.weights?.sum(offset..<offset + 1) ?? 0
                }
            }
        }
        for case .leased(let event) in decision.events where event.queue == queue.id {
            for run in decision.runs[event.runs] {
                count -= Int(run.count)
                bytes -= self.bytes(of: run, in: queue, decision)
            }
        }
        return Excess(of: count, bytes, in: queue.settings)
    }

    /// Bytes of the messages of a run, those that the decision brings included.
    func bytes(of run: SlotRun, in queue: Queue, _ decision: borrowing Decision) -> Int {
        guard let weights = queue[run.lane].slots.weights else { return 0 }
        var sum = weights.sum(run.first.rawValue..<run.limit.rawValue)
        let next = next(of: queue[run.lane]).rawValue
        guard run.limit.rawValue > next else { return sum }
        for case .weighed(let event) in decision.events
        where event.queue == queue.id && event.log == queue[run.lane].log {
            let first = Swift.max(event.first.rawValue, run.first.rawValue)
            let limit = Swift.min(event.first.rawValue + UInt64(event.count), run.limit.rawValue)
            guard first < limit else { continue }
            for offset in first..<limit { sum += Int(event[Int(offset - event.first.rawValue)]) }
        }
        return sum
    }
}
