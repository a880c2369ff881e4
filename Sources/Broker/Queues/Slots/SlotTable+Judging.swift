internal import Base
internal import LogFormat

extension SlotTable {
    /// Says what becomes of each item, and appends what ends as runs, ascending.
    ///
    /// `order` gives the items by offset; empty, they ascend as they stand. `outcomes` has one for each.
    func judge(
        _ items: [SettleItem], in order: [SettleOrder], receipts: NackReceipts,
        outcomes: inout [SettleOutcome], runs: inout [SlotRun]
    ) {
        var cursor = Cursor(offset: .max)
        var run: SlotRun?
        for place in items.indices {
            let index = order.isEmpty ? place : Int(order[place].index)
            let item = items[index]
            let offset = item.offset.rawValue
            // A lease named twice: the second time it finds what the first one did.
            if offset != cursor.offset { look(at: offset, &cursor) }
            let (outcome, end) = outcome(of: item, cursor.slot, receipts)
            outcomes[index] = outcome
            guard let end else { continue }
            cursor.slot = Slot(end == .acked ? .acked : .nacked, generation: cursor.slot.generation)
            let one = SlotRun(first: item.offset, count: 1, generation: cursor.slot.generation, end: end)
            if run?.isContinued(by: one) ?? false {
                run?.count += 1
            } else {
                if let run { runs.append(run) }
                run = one
            }
        }
        if let run { runs.append(run) }
    }

    /// Where judging stands: a message, and the page it is in.
    private struct Cursor {
        var offset: UInt64
        var slot = Slot(.dropped, generation: 0)
        var number = UInt64.max
        var page = SlotPage.gone
    }

    private func look(at offset: UInt64, _ cursor: inout Cursor) {
        cursor.offset = offset
        if offset >= next {
            cursor.slot = Slot(.fresh, generation: 0)
            return
        }
        if offset >> 12 != cursor.number {
            cursor.number = offset >> 12
            cursor.page = page(cursor.number) ?? .gone
        }
        cursor.slot = cursor.page.standing(Int(offset & 4095))
    }

    private func outcome(
        of item: SettleItem, _ slot: Slot, _ receipts: NackReceipts
    ) -> (SettleOutcome, LeaseEnd?) {
        let isThis = item.generation == slot.generation && slot.generation > 0
        switch item.verb {
        case .ack:
            guard isThis else { return (.lost, nil) }
            return switch slot.state {
            case .leased, .expired: (.acked, .acked)
            case .acked: (.alreadyAcked, nil)
            case .fresh, .nacked, .dropped: (.lost, nil)
            }
        case .nack(let failed):
            if isThis, slot.state == .leased { return (.nacked, failed ? .failed : .returned) }
            let wasHandedBack =
                isThis && slot.state == .nacked
                || receipts.contains(offset: item.offset.rawValue, generation: item.generation)
            return (wasHandedBack ? .alreadyNacked : .lost, nil)
        }
    }
}
