package import Base
package import Broker
internal import LogFormat

/// Request and reply: a message whose sender waits for what the worker who takes it answers.
extension Queue {
    /// Suspends while the journal has no room, as publishing does.
    package func waitForRoom() async throws(Refused) { try await namespace.shard.waitForRoom() }

    /// Stores one message that asks; `wake` runs on loop `loop` once somebody answered.
    ///
    /// Whoever asks must `withdraw` it, unless it was answered.
    package func request(
        suffix: ByteView, traits: MessageTraits, loop: Int, wake: @escaping @Sendable () -> Void
    ) throws(Refused) -> Gated<RequestTicket> {
        if let source = settings.lanes.source { throw Refused(.hasSource(source.name)) }
        let shard = namespace.shard
        let block = AppendCommand.Block(
            log: lowest.id, count: 1, bytes: suffix.count, traits: traits)
        let command = AppendCommand(target: id, version: version, first: block)
        return try shard.locked { (state) throws(Refused) -> Gated<RequestTicket> in
            let sequence = shard.commit(
                .append(command), bodies: Bodies(first: suffix, rest: []), in: &state)
            let gate = shard.gate(sequence)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate) }
            for case .appended(let head, _) in state.decision.events {
                let lane = self.lane(of: head.destination.log) ?? 0
                let place = LaneOffset(lane: lane, head.destination.first)
                let ticket = RequestTicket(place: place, loop: loop, wake: wake)
                state.requests[RequestKey(queue: id, place: place)] = ticket
                state.counts.requests &+= 1
                return Gated(ticket, gate: gate)
            }
            throw Refused(.stale, gate: gate)
        }
    }

    /// Ends the wait for a reply, and deletes the message if nobody has it in hands; returns whether it did.
    package func withdraw(_ ticket: RequestTicket) -> Gated<Bool> {
        let shard = namespace.shard
        return shard.locked { state in
            state.requests[RequestKey(queue: id, place: ticket.place)] = nil
            state.counts.requestsWithdrawn &+= 1
            // Not refused when the journal is stuck: whoever asked is leaving.
            let sequence = shard.commit(
                .remove(RemoveCommand(queue: id, places: [ticket.place])), in: &state)
            var isRemoved = false
            if case .removed(let count) = state.decision.reply { isRemoved = count == 1 }
            return Gated(isRemoved, gate: shard.gate(sequence))
        }
    }

    /// Acks a lease, and lets whoever asked have the reply; tells whether somebody still waited.
    package func reply(
        _ item: SettleItem, suffix: [UInt8]
    ) throws(Refused) -> Gated<(outcome: SettleOutcome, isDelivered: Bool)> {
        let shard = namespace.shard
        return try shard.commanded {
            (state) throws(Refused) -> Gated<(outcome: SettleOutcome, isDelivered: Bool)> in
            let sequence = shard.commit(
                .settle(SettleCommand(queue: id, items: [item])), in: &state)
            let gate = shard.gate(sequence)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate) }
            let outcome = state.decision.outcomes.first ?? .lost
            let key = RequestKey(queue: id, place: LaneOffset(lane: item.lane, item.offset))
            guard outcome == .acked, let ticket = state.requests.removeValue(forKey: key) else {
                return Gated((outcome, false), gate: gate)
            }
            state.counts.replies &+= 1
            ticket.end(RequestTicket.Reply(suffix: suffix, gate: gate))
            shard.add(.call(loop: ticket.loop, ticket.wake), at: sequence, in: &state)
            return Gated((outcome, true), gate: gate)
        }
    }
}
