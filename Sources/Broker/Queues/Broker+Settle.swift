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
        order(items, &decision)
        let start = decision.runs.count
        var offset = Offset.zero
        var slot = Slot(.dropped, generation: 0)
        for place in items.indices {
            let index = decision.order.isEmpty ? place : Int(decision.order[place].index)
            let item = items[index]
            // A lease named twice: the second time it finds what the first one did.
            if place == 0 || item.offset != offset {
                offset = item.offset
                slot = queue.slots[offset.rawValue]
            }
            let (outcome, end) = outcome(of: item, slot, queue)
            decision.outcomes[index] = outcome
            guard let end else { continue }
            slot = Slot(end == .acked ? .acked : .nacked, generation: slot.generation)
            let run = SlotRun(first: offset, count: 1, generation: slot.generation, end: end)
            decision.runs.join(run, from: start)
        }
        let runs = start..<decision.runs.count
        guard !runs.isEmpty else { return runs }
        decision.events.append(.settled(Settled(queue: queue.id, settledAt: now, runs: runs)))
        return runs
    }

    /// Makes room for the outcomes, and sorts the items unless they ascend already.
    private func order(_ items: [SettleItem], _ decision: inout Decision) {
        var ascends = true
        for index in items.indices {
            decision.outcomes.append(.lost)
            if index > 0, items[index].offset < items[index - 1].offset { ascends = false }
        }
        guard !ascends else { return }
        for index in items.indices {
            decision.order.append(SettleOrder(offset: items[index].offset, index: UInt32(index)))
        }
        decision.order.sort(by: SettleOrder.precedes)
    }

    private func outcome(
        of item: SettleItem, _ slot: Slot, _ queue: Queue
    ) -> (SettleOutcome, LeaseEnd?) {
        let isThis = item.generation == slot.generation && slot.generation > 0
        switch (item.verb, slot.state) {
        case (.ack, .leased) where isThis, (.ack, .expired) where isThis: return (.acked, .acked)
        case (.ack, .acked) where isThis: return (.alreadyAcked, nil)
        case (.ack, _): return (.lost, nil)
        case (.nack(let failed), .leased) where isThis: return (.nacked, failed ? .failed : .returned)
        case (.nack, .nacked) where isThis: return (.alreadyNacked, nil)
        case (.nack, _):
            let wasHandedBack = queue.receipts.contains(
                offset: item.offset.rawValue, generation: item.generation)
            return (wasHandedBack ? .alreadyNacked : .lost, nil)
        }
    }

    mutating func evolve(_ event: Settled, _ runs: [SlotRun], at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.settle(event, runs)
        arm(queue)
    }
}
