internal import Base
internal import LogFormat

extension Broker {
    func decideReceive(_ command: ReceiveCommand, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(command.queue) else { return decision.refuse(.stale) }
        if let refusal = refusal(of: command, queue) { return decision.refuse(refusal) }
        use(queue, at: now, &decision)
        let overlay = settle(command.settles, of: queue, now: now, &decision)
        var cursor = cursor(over: queue, overlay: overlay, decision)
        // The last call of an attempt is the one whose answer somebody waits for.
        let older = parked.waiter(at: queue.id, attempt: command.attempt)
        if let older { decision.grants.append(Grant(waiter: older, outcome: .superseded)) }
        // Who waited longer is served first: what was handed back just now may be theirs.
        var admission = admission(
            to: queue, asking: command.consumer, overlay: overlay, now: now, &decision)
        if !queue.line.isEmpty {
            grant(queue, but: older, from: &cursor, &admission, now: now, &decision)
        }
        if let active = admission.active, active != command.consumer { decision.standbyFor = active }
        if let again = repeated(command, of: queue, overlay, now: now, &decision) {
            decision.reply = .received(again)
            return
        }
        let receiver = ParkedReceiver(
            id: command.waiter ?? WaiterID(0), queue: queue.id,
            max: command.named.isEmpty ? command.max : command.named.count, lease: command.lease,
            consumer: command.consumer, attempt: command.attempt, prefetch: command.prefetch)
        if !command.named.isEmpty {
            let most = admission.most(for: receiver, decision)
            let runs = take(command.named, of: queue, max: most, &decision)
            let leases = lease(runs, to: receiver, of: queue, now: now, &decision)
            decision.reply = .received(leases ?? Grant.Leases(runs: 0..<0, until: now))
        } else if !queue.settings.isPaused,
            let leases = lease(to: receiver, of: queue, from: &cursor, &admission, now: now, &decision)
        {
            decision.reply = .received(leases)
        } else if let waiter = command.waiter {
            decision.parking = receiver
            decision.reply = .parked(waiter)
        } else {
            decision.reply = .received(Grant.Leases(runs: 0..<0, until: now))
        }
    }

    private func refusal(of command: ReceiveCommand, _ queue: Queue) -> BrokerError? {
        guard (1...Limits.receiveMessagesMax).contains(command.max) else {
            return .limit("max", max: Limits.receiveMessagesMax)
        }
        if let lease = command.lease, lease <= .zero || lease > Limits.leaseMax {
            return .limit("lease", max: Int(Limits.leaseMax.milliseconds))
        }
        if let consumer = command.consumer, consumer.utf8.count > Limits.consumerBytesMax {
            return .limit("consumer", max: Limits.consumerBytesMax)
        }
        if let prefetch = command.prefetch, !(1...Limits.prefetchMax).contains(prefetch) {
            return .limit("prefetch", max: Limits.prefetchMax)
        }
        guard command.named.count <= Limits.receiveMessagesMax else {
            return .limit("ids", max: Limits.receiveMessagesMax)
        }
        if queue.settings.choosing.isSingleActive, command.consumer == nil { return .consumerNeeded }
        guard command.settles.count <= Limits.settleItemsMax else {
            return .limit("settle", max: Limits.settleItemsMax)
        }
        return nil
    }

    /// What the same attempt was given before, if all of it is still leased, after this decision too.
    private func repeated(
        _ command: ReceiveCommand, of queue: Queue, _ overlay: Range<Int>, now: Instant,
        _ decision: inout Decision
    ) -> Grant.Leases? {
        guard let head = queue.leases.intact(command.attempt, at: now) else { return nil }
        let start = decision.runs.count
        let until = queue.leases.deadline(of: queue.leases[head])
        var handle = head
        while handle != LeaseTable.none {
            let run = queue.leases[handle]
            if isTouched(run, overlay, decision) {
                decision.runs.removeLast(decision.runs.count - start)
                return nil
            }
            let slot = queue[run.lane].slots[run.first]
            decision.runs.append(
                SlotRun(
                    first: Offset(run.first), count: run.count, generation: slot.generation,
                    failures: slot.failures, lane: run.lane))
            handle = run.sibling
        }
        return Grant.Leases(runs: start..<decision.runs.count, until: until)
    }

    /// Whether this decision ends or extends leases of `run`.
    private func isTouched(
        _ run: LeaseTable.Run, _ overlay: Range<Int>, _ decision: borrowing Decision
    ) -> Bool {
        for index in overlay where overlaps(decision.runs[index], run) { return true }
        for case .extended(let event) in decision.events {
            for index in event.runs where overlaps(decision.runs[index], run) { return true }
        }
        return false
    }

    private func overlaps(_ settled: SlotRun, _ run: LeaseTable.Run) -> Bool {
        settled.lane == run.lane && settled.first.rawValue < run.first + UInt64(run.count)
            && run.first < settled.limit.rawValue
    }

    /// Leases what `receiver` takes of what is ready; nil when there is nothing.
    private func lease(
        to receiver: ParkedReceiver, of queue: Queue, from cursor: inout ReadyCursor,
        _ admission: inout Admission, now: Instant, _ decision: inout Decision
    ) -> Grant.Leases? {
        let most = admission.most(for: receiver, decision)
        guard most > 0 else { return nil }
        let runs = cursor.take(most, into: &decision.runs)
        return lease(runs, to: receiver, of: queue, now: now, &decision)
    }

    /// Leases messages that were chosen; nil when there are none.
    private func lease(
        _ runs: Range<Int>, to receiver: ParkedReceiver, of queue: Queue, now: Instant,
        _ decision: inout Decision
    ) -> Grant.Leases? {
        guard !runs.isEmpty else { return nil }
        let lease = receiver.lease ?? queue.settings.lease
        let leased = Leased(
            queue: queue.id, lease: lease, deadline: now + lease, attempt: receiver.attempt,
            consumer: receiver.consumer, runs: runs)
        decision.events.append(.leased(leased))
        return Grant.Leases(runs: runs, until: leased.deadline)
    }

    /// Serves the parked receivers of a queue in their order until nothing is ready.
    ///
    /// Those that may not take any now are passed over.
    func grant(
        _ queue: Queue, but left: WaiterID? = nil, evenIfPaused: Bool = false,
        from cursor: inout ReadyCursor,
        _ admission: inout Admission, now: Instant, _ decision: inout Decision
    ) {
        if queue.settings.isPaused, !evenIfPaused { return }
        var place = queue.line.head
        while let (receiver, next) = parked.at(place) {
            place = next
            if receiver.id == left { continue }
            guard admission.most(for: receiver, decision) > 0 else { continue }
            guard
                let leases = lease(to: receiver, of: queue, from: &cursor, &admission, now: now, &decision)
            else { return }
            decision.grants.append(Grant(waiter: receiver.id, outcome: .leased(leases)))
        }
    }

    mutating func evolve(_ event: Leased, _ runs: [SlotRun], at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.lease(event, runs)
        arm(queue)
    }
}
