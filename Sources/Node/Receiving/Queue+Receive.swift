package import Base
package import Broker
package import LogFormat

/// What a receiver asks of a queue.
package struct ReceiveRequest: Sendable {
    /// Most messages it takes.
    package var max: Int
    /// Length of the leases; nil takes the queue's.
    package var lease: Interval?
    package var consumer: String?
    /// Names this attempt, so that asking again after a lost answer gives the same messages.
    package var attempt: String?
    /// Leases that the consumer wants to have at once at most, those it has included.
    package var prefetch: Int?
    /// Messages that were set aside, which it wants instead of any.
    package var named: [LaneOffset]
    /// Settled first, in the same frame.
    package var settles: [SettleItem]

    package init(
        max: Int = 1, lease: Interval? = nil, consumer: String? = nil, attempt: String? = nil,
        prefetch: Int? = nil, named: [LaneOffset] = [], settles: [SettleItem] = []
    ) {
        self.max = max
        self.lease = lease
        self.consumer = consumer
        self.attempt = attempt
        self.prefetch = prefetch
        self.named = named
        self.settles = settles
    }
}

extension Queue {
    /// Leases what is there now, maybe nothing.
    package func receive(_ request: ReceiveRequest) throws(Refused) -> Gated<Received> {
        let shard = namespace.shard
        var request = request
        return try shard.commanded { (state) throws(Refused) -> Gated<Received> in
            // What is settled makes way for others of its group, in a frame of its own.
            var outcomes: [SettleOutcome]?
            if settings.choosing.mindsGroups, !request.settles.isEmpty {
                let settles = SettleCommand(queue: id, items: request.settles)
                let sequence = shard.commit(.settle(settles), in: &state)
                if let refusal = state.decision.refusal { throw Refused(refusal, gate: shard.gate(sequence)) }
                outcomes = state.decision.outcomes
                request.settles = []
            }
            let command = shard.command(request, queue: id, waiter: nil)
            let sequence = shard.commit(.receive(command), in: &state)
            let received = try shard.received(at: sequence, of: id, in: state)
            guard let outcomes else { return received }
            return Gated(received.value.with(outcomes), gate: received.gate)
        }
    }

    /// Leases what is there now, or parks until there is something; `wake` then runs on loop `loop`.
    ///
    /// With messages at once the ticket is nil. Whoever parks must `collect` or `cancel`.
    package func receiveOrPark(
        _ request: ReceiveRequest, loop: Int, wake: @escaping @Sendable () -> Void
    ) throws(Refused) -> (received: Gated<Received>, ticket: ReceiveTicket?) {
        let shard = namespace.shard
        return try shard.commanded {
            (state) throws(Refused) -> (received: Gated<Received>, ticket: ReceiveTicket?) in
            let waiter = WaiterID(state.nextWaiter)
            state.nextWaiter += 1
            let command = shard.command(request, queue: id, waiter: waiter)
            let sequence = shard.commit(.receive(command), in: &state)
            let received = try shard.received(at: sequence, of: id, in: state)
            guard case .parked = state.decision.reply else { return (received, nil) }
            let ticket = ReceiveTicket(
                waiter: waiter, consumer: request.consumer, loop: loop, wake: wake)
            state.tickets[waiter.rawValue] = ticket
            return (received, ticket)
        }
    }

    /// What a parked receiver was granted, after its wake; nil while there is nothing.
    package func collect(_ ticket: ReceiveTicket) throws(Refused) -> Gated<Received>? {
        try ticket.take()?.get()
    }

    /// Ends the wait of a parked receiver: whatever it was granted meanwhile is its answer, or nil.
    package func stopWaiting(_ ticket: ReceiveTicket) throws(Refused) -> Gated<Received>? {
        let shard = namespace.shard
        shard.locked { state in
            guard state.tickets[ticket.waiter.rawValue] != nil else { return }
            _ = shard.commit(.cancelWait(ticket.waiter), in: &state)
            state.tickets[ticket.waiter.rawValue] = nil
        }
        return try ticket.take()?.get()
    }

    /// Ends the wait of a receiver that is gone: what it was granted goes back without blame.
    ///
    /// Where one consumer alone is served, another one may be now.
    package func abandon(_ ticket: ReceiveTicket) {
        let granted = try? stopWaiting(ticket)
        if let granted { handBack(granted.value) }
        guard settings.choosing.isSingleActive, let consumer = ticket.consumer else { return }
        let shard = namespace.shard
        shard.locked { state in
            _ = shard.commit(.endSession(id, consumer: consumer), in: &state)
        }
    }

    /// Hands leases back that could not be delivered, without blame.
    package func handBack(_ received: Received) {
        var items: [SettleItem] = []
        for run in received.runs {
            for index in 0..<Int(run.count) {
                items.append(
                    SettleItem(
                        lane: run.lane, offset: run.first + index, generation: run.generation,
                        verb: .nack(failed: false)))
            }
        }
        // Not refused when the journal is stuck: nobody waits for the answer.
        let shard = namespace.shard
        shard.locked { state in
            _ = shard.commit(.settle(SettleCommand(queue: id, items: items)), in: &state)
        }
    }

    /// Ends leases; the outcome of each by index. None is undone when another is lost.
    package func settle(_ items: [SettleItem]) throws(Refused) -> Gated<[SettleOutcome]> {
        try namespace.shard.carryOut(.settle(SettleCommand(queue: id, items: items))) {
            $0.decision.outcomes
        }
    }

    /// How many messages are ready and leased, and which is the oldest.
    package func counts() throws(Refused) -> Gated<QueueCounts> {
        let shard = namespace.shard
        return try shard.locked(flush: false) { (state) throws(Refused) -> Gated<QueueCounts> in
            guard let counts = state.broker.counts(of: id) else {
                throw Refused(.stale, gate: shard.gate(state.applied))
            }
            return Gated(counts, gate: shard.gate(state.applied))
        }
    }

    /// Drops all messages, leased ones too; returns how many.
    package func purge() throws(Refused) -> Gated<Int> {
        try namespace.shard.carryOut(.purge(id)) { state in
            guard case .purged(let count) = state.decision.reply else { return nil }
            return count
        }
    }
}
