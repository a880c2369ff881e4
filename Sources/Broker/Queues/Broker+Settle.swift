internal import Base
internal import LogFormat

extension Broker {
    func decideSettle(_ command: SettleCommand, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(command.queue) else { return decision.refuse(.stale) }
        guard command.items.count <= Limits.settleItemsMax else {
            return decision.refuse(.limit("settle", max: Limits.settleItemsMax))
        }
        use(queue, at: now, &decision)
        let overlay = settle(command.items, of: queue, now: now, &decision)
        decision.reply = .settled
        if !overlay.isEmpty { serve(queue, overlay: overlay, now: now, &decision) }
    }

    /// Says what becomes of each item; returns the runs of the `settled` event, ascending, if there is one.
    func settle(
        _ items: [SettleItem], of queue: Queue, now: Instant, _ decision: inout Decision
    ) -> Range<Int> {
        guard !items.isEmpty else { return 0..<0 }
        let start = decision.runs.count
        decision.outcomes.append(contentsOf: repeatElement(.lost, count: items.count))
        if !ascends(items) { order(items, &decision.order) }
        let judgement = queue.judge(
            items, in: decision.order, retry: retryRule(of: queue, at: now), outcomes: &decision.outcomes,
            runs: &decision.runs)
        let runs = start..<decision.runs.count
        // Before they end: a lease may be named twice.
        if !judgement.extensions.isEmpty { extend(judgement.extensions, of: queue, now: now, &decision) }
        guard !runs.isEmpty else { return runs }
        let event = Settled(
            queue: queue.id, settledAt: now, dues: judgement.dues, reasons: judgement.reasons, runs: runs)
        decision.events.append(.settled(event))
        return runs
    }

    /// Yields an event for each length of time; what would run longer anyway is left alone.
    private func extend(
        _ prolonged: [(lease: Interval, run: SlotRun)], of queue: Queue, now: Instant,
        _ decision: inout Decision
    ) {
        var lengths: [Interval] = []
        for item in prolonged where !lengths.contains(item.lease) { lengths.append(item.lease) }
        for lease in lengths.sorted(by: >) {
            let start = decision.runs.count
            for item in prolonged where item.lease == lease {
                let run = queue.leases[queue[item.run.lane].slots[item.run.first.rawValue].run]
                guard now + lease > queue.leases.deadline(of: run) else { continue }
                decision.runs.join(item.run, from: start)
            }
            let runs = start..<decision.runs.count
            guard !runs.isEmpty else { continue }
            decision.events.append(
                .extended(Extended(queue: queue.id, lease: lease, deadline: now + lease, runs: runs)))
        }
    }

    private func ascends(_ items: [SettleItem]) -> Bool {
        var last: UInt64 = 0
        for item in items {
            let place = item.place.packed
            guard place >= last else { return false }
            last = place
        }
        return true
    }

    private func order(_ items: [SettleItem], _ order: inout [SettleOrder]) {
        for index in items.indices {
            order.append(SettleOrder(place: items[index].place.packed, index: UInt32(index)))
        }
        order.sort(by: SettleOrder.precedes)
    }

    mutating func evolve(_ event: Settled, _ runs: [SlotRun], at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        let doomed = queue.doomedCount
        queue.settle(event, runs)
        arm(queue)
        // What that made way for is granted by the next tick.
        if queue.settings.choosing.mindsGroups, !queue.line.isEmpty {
            timers.set(queue.id.rawValue, at: event.settledAt)
        }
        if queue.doomedCount > doomed {
            dooms += 1
            noteDoomed(queue)
        }
    }

    mutating func evolve(_ event: Extended, _ runs: [SlotRun], at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.extend(event, runs)
        arm(queue)
    }
}
