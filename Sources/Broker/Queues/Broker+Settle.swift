internal import Base
internal import LogFormat

extension Broker {
    func decideSettle(_ command: SettleCommand, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(command.queue), let log = entities.log(queue.log) else {
            return decision.refuse(.stale)
        }
        guard command.items.count <= Limits.settleItemsMax else {
            return decision.refuse(.limit("settle", max: Limits.settleItemsMax))
        }
        let overlay = settle(command.items, of: queue, now: now, &decision)
        decision.reply = .settled
        guard !queue.line.isEmpty, !overlay.isEmpty else { return }
        var cursor = ReadyCursor(queue, tail: log.next, overlay: overlay)
        grant(queue, from: &cursor, now: now, &decision)
    }

    /// Says what becomes of each item; returns the runs of the `settled` event, ascending, if there is one.
    func settle(
        _ items: [SettleItem], of queue: Queue, now: Instant, _ decision: inout Decision
    ) -> Range<Int> {
        guard !items.isEmpty else { return 0..<0 }
        let start = decision.runs.count
        decision.outcomes.append(contentsOf: repeatElement(.lost, count: items.count))
        if !ascends(items) { order(items, &decision.order) }
        queue.slots.judge(
            items, in: decision.order, receipts: queue.receipts, outcomes: &decision.outcomes,
            runs: &decision.runs)
        let runs = start..<decision.runs.count
        guard !runs.isEmpty else { return runs }
        decision.events.append(.settled(Settled(queue: queue.id, settledAt: now, runs: runs)))
        return runs
    }

    private func ascends(_ items: [SettleItem]) -> Bool {
        var last: UInt64 = 0
        for item in items {
            guard item.offset.rawValue >= last else { return false }
            last = item.offset.rawValue
        }
        return true
    }

    private func order(_ items: [SettleItem], _ order: inout [SettleOrder]) {
        for index in items.indices {
            order.append(SettleOrder(offset: items[index].offset, index: UInt32(index)))
        }
        order.sort(by: SettleOrder.precedes)
    }

    mutating func evolve(_ event: Settled, _ runs: [SlotRun], at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.settle(event, runs)
        arm(queue)
    }
}
