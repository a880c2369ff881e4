internal import Base
internal import LogFormat

/// What judging the items of a settle yields, besides their outcomes.
struct Judgement {
    /// When the messages of each run that waits are ready again.
    var dues: [Instant] = []
    /// What is said of messages that are to be moved.
    var reasons: [SettleReason] = []
    /// Leases to be extended, by how long.
    var extensions: [(lease: Interval, run: SlotRun)] = []
    /// The run that grows.
    private var last: SlotRun?

    /// Adds a message to the runs; those with one fate join.
    fileprivate mutating func add(_ one: SlotRun, until due: Instant?, into runs: inout [SlotRun]) {
        if due == nil || due == dues.last, last?.isContinued(by: one) ?? false {
            last?.count += 1
            return
        }
        end(into: &runs)
        last = one
        if let due { dues.append(due) }
    }

    /// Adds a lease to be extended; one that is named twice runs for the longer time.
    fileprivate mutating func extend(_ one: SlotRun, _ lease: Interval) {
        if let last = extensions.last, last.run.first == one.first, last.run.lane == one.lane {
            extensions[extensions.count - 1].lease = Swift.max(last.lease, lease)
        } else {
            extensions.append((lease, one))
        }
    }

    /// Adds the run that grew.
    fileprivate mutating func end(into runs: inout [SlotRun]) {
        if let last { runs.append(last) }
        last = nil
    }
}

extension Queue {
    /// Says what becomes of each item, and appends what ends as runs, ascending.
    ///
    /// `order` gives the items by place; empty, they ascend as they stand. `outcomes` has one for each.
    func judge(
        _ items: [SettleItem], in order: [SettleOrder], retry: RetryRule,
        outcomes: inout [SettleOutcome], runs: inout [SlotRun]
    ) -> Judgement {
        var judgement = Judgement()
        var cursor = Cursor(lane: first)
        for place in items.indices {
            let index = order.isEmpty ? place : Int(order[place].index)
            let item = items[index]
            // A lease named twice: the second time it finds what the first one did.
            if item.offset.rawValue != cursor.offset || item.lane != cursor.number { look(at: item, &cursor) }
            let (outcome, fate) = outcome(of: item, cursor.slot, retry)
            outcomes[index] = outcome
            let generation = cursor.slot.generation
            guard let fate else {
                if outcome == .extended, case .extend(let lease) = item.verb {
                    let one = SlotRun(
                        first: item.offset, count: 1, generation: generation, lane: item.lane)
                    judgement.extend(one, lease)
                }
                continue
            }
            cursor.slot = Slot(after: fate.end, generation: generation)
            let one = SlotRun(
                first: item.offset, count: 1, generation: generation, end: fate.end, lane: item.lane)
            judgement.add(one, until: fate.due, into: &runs)
            if let reason = item.reason, !reason.isEmpty, cursor.slot.isDoomed {
                judgement.reasons.append(SettleReason(place: item.place, text: reason))
            }
        }
        judgement.end(into: &runs)
        return judgement
    }

    /// Where judging stands: a message, its lane, and the page it is in.
    private struct Cursor {
        var lane: Lane
        var number: UInt16 = 0
        var offset = UInt64.max
        var slot = Slot(.dropped, generation: 0)
        var page = SlotPage.gone

        init(lane: Lane) { self.lane = lane }
    }

    private func look(at item: SettleItem, _ cursor: inout Cursor) {
        let offset = item.offset.rawValue
        cursor.offset = offset
        if item.lane != cursor.number {
            cursor.number = item.lane
            cursor.page = .gone
            if item.lane < laneCount { cursor.lane = self[item.lane] }
        }
        guard item.lane < laneCount, offset < cursor.lane.slots.next else {
            cursor.slot = item.lane < laneCount ? cursor.lane.slots[offset] : Slot(.dropped, generation: 0)
            return
        }
        if offset >> 12 != cursor.page.number { cursor.page = cursor.lane.slots.page(offset >> 12) ?? .gone }
        cursor.slot = cursor.page.standing(Int(offset & 4095))
    }

    private func outcome(
        of item: SettleItem, _ slot: Slot, _ retry: RetryRule
    ) -> (SettleOutcome, RetryRule.Fate?) {
        let isThis = item.generation == slot.generation && slot.generation > 0
        switch retry.verb(item.verb) {
        case .ack:
            guard isThis else { return (.lost, nil) }
            if slot.state == .acked { return (.alreadyAcked, nil) }
            guard slot.state == .leased || slot.isExpired else { return (.lost, nil) }
            return (.acked, RetryRule.Fate(end: .acked))
        case .nack(let failed, let delay):
            if isThis, slot.state == .leased {
                return (.nacked, retry.fate(of: item.place, slot, failed: failed, delay: delay))
            }
            let wasHandedBack =
                isThis && slot.isHandedBack
                || receipts.contains(offset: item.place.packed, generation: item.generation)
            return (wasHandedBack ? .alreadyNacked : .lost, nil)
        case .reject:
            if isThis, slot.state == .leased { return (.rejected, retry.rejection(of: item.place)) }
            return (isThis && slot.isRejected ? .alreadyRejected : .lost, nil)
        case .setAside:
            if isThis, slot.state == .leased { return (.deferred, RetryRule.Fate(end: .deferred)) }
            return (isThis && slot.state == .deferred ? .alreadyDeferred : .lost, nil)
        case .extend:
            return (isThis && slot.state == .leased ? .extended : .lost, nil)
        }
    }
}
