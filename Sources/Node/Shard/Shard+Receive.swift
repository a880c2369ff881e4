internal import Base
internal import Broker
internal import LogFormat

extension Shard {
    func command(_ request: ReceiveRequest, queue: EntityID, waiter: WaiterID?) -> ReceiveCommand {
        ReceiveCommand(
            queue: queue, max: request.max, lease: request.lease, consumer: request.consumer,
            attempt: request.attempt.map { $0.withByteView { tokens.attempt($0) } } ?? 0,
            prefetch: request.prefetch, waiter: waiter, named: request.named,
            settles: request.settles)
    }

    /// Reads the answer to a receive from the decision.
    func received(
        at sequence: JournalSequence, of queue: EntityID, in state: borrowing ShardState
    ) throws(Refused) -> Gated<Received> {
        if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
        let outcomes = state.decision.outcomes
        guard case .received(let leases) = state.decision.reply else {
            return Gated(
                Received(
                    runs: [], leasedUntil: .distantPast, outcomes: outcomes,
                    standbyFor: state.decision.standbyFor), gate: gate(sequence))
        }
        var received = Received(
            runs: Array(state.decision.runs[leases.runs]), leasedUntil: leases.until, outcomes: outcomes,
            standbyFor: state.decision.standbyFor)
        received.ends = ends(of: received.runs, of: queue, in: state)
        return Gated(received, gate: gate(sequence))
    }

    /// Until when leased messages of the last decision live, where that is known.
    private func ends(
        of runs: [SlotRun], of queue: EntityID?, in state: borrowing ShardState
    ) -> [(place: LaneOffset, until: Instant)] {
        guard let queue, state.broker.hasLifetimes(queue) else { return [] }
        var ends: [(place: LaneOffset, until: Instant)] = []
        for run in runs {
            for index in 0..<Int(run.count) {
                let place = LaneOffset(lane: run.lane, run.first + index)
                if let end = state.broker.end(of: place, in: queue) { ends.append((place, end)) }
            }
        }
        return ends
    }

    /// The queue whose messages were granted.
    private func queue(of leases: Grant.Leases, in state: borrowing ShardState) -> EntityID? {
        for case .leased(let event) in state.decision.events where event.runs == leases.runs {
            return event.queue
        }
        return nil
    }

    /// Ends a parked receiver's wait; it is woken once `sequence` is durable. Runs under the lock.
    func deliver(_ grant: Grant, at sequence: JournalSequence, in state: inout ShardState) {
        guard let ticket = state.tickets.removeValue(forKey: grant.waiter.rawValue) else { return }
        let gate = gate(sequence)
        switch grant.outcome {
        case .leased(let leases):
            var received = Received(
                runs: Array(state.decision.runs[leases.runs]), leasedUntil: leases.until, outcomes: [])
            received.ends = ends(of: received.runs, of: queue(of: leases, in: state), in: state)
            ticket.end(.success(Gated(received, gate: gate)))
        case .superseded:
            let nothing = Received(runs: [], leasedUntil: .distantPast, outcomes: [])
            ticket.end(.success(Gated(nothing, gate: gate)))
        case .queueDeleted: ticket.end(.failure(Refused(.stale, gate: gate)))
        }
        add(.call(loop: ticket.loop, ticket.wake), at: sequence, in: &state)
    }
}
