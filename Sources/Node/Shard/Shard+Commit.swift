internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

extension Shard {
    /// Decides a command and makes it so: the one way in which state changes. Runs under the lock.
    ///
    /// Returns the sequence that the answer must wait for, with or without events. The decision stays in
    /// `state.decision` for the caller to read its answer from.
    func commit(
        _ command: Command, bodies: Bodies = .none, flush: Bool = true, in state: inout ShardState
    ) -> JournalSequence {
        let now = readClock(&state)
        state.counts.commands &+= 1
        if case .receive(let receive) = command { dropOutlived(of: receive.queue, now, in: &state) }
        state.broker.decide(command, now: now, into: &state.decision)
        guard state.decision.refusal == nil else {
            state.counts.refusals &+= 1
            return state.applied
        }
        return write(bodies: bodies, now: now, flush: flush, in: &state)
    }

    /// Removes what outlived its time before anybody is handed it; what is more goes by and by.
    private func dropOutlived(of queue: EntityID, _ now: Instant, in state: inout ShardState) {
        var rounds = 0
        while rounds < 32, state.broker.hasOutlived(queue, at: now) {
            state.broker.perish(queue, now: now, into: &state.decision)
            _ = write(now: now, flush: false, in: &state)
            rounds += 1
        }
    }

    /// Journals what `state.decision` says, evolves by it, and wakes whom it concerns.
    func write(
        bodies: Bodies = .none, now: Instant, flush: Bool = true, in state: inout ShardState
    ) -> JournalSequence {
        if !state.decision.events.isEmpty {
            state.frames.begin(now: now)
            encodeEvents(bodies: bodies, in: &state)
            let extent = state.frames.end(flush: flush, wake: false)
            for event in state.decision.events {
                state.broker.evolve(event, runs: state.decision.runs, at: extent.releaseAt)
                state.countLosses(of: event)
                adopt(event, at: extent.releaseAt, in: &state)
            }
            for placement in state.frames.placements {
                index(placement, at: extent.releaseAt, in: &state)
            }
        }
        let sequence = state.applied
        state.broker.note(state.decision)
        for grant in state.decision.grants { deliver(grant, at: sequence, in: &state) }
        if state.broker.mindsGroups, !state.decision.events.isEmpty { learnLater(at: sequence, in: &state) }
        // The journal thread may have been faster, or there was nothing for it to write.
        if state.hasNewWakes {
            wakes.fireIfDue(durable)
            state.hasNewWakes = false
        }
        armTick(&state)
        if state.broker.hasDoomed { startMoving(&state) }
        if state.broker.hasRedrives { startRedriving(&state) }
        return sequence
    }

    private func encodeEvents(bodies: Bodies, in state: inout ShardState) {
        for event in state.decision.events {
            if case .appended(let head, let block) = event {
                let body = bodies[block]
                state.frames.append(head, body: body)
                state.counts.messages &+= UInt64(head.count)
                state.counts.messageBytes &+= UInt64(body.count)
            } else {
                state.scratch.removeAll()
                event.encode(into: &state.scratch, runs: state.decision.runs)
                state.frames.append(event: state.scratch.bytes)
            }
        }
    }

    /// Tells a log's tail where messages lie, and the log's readers once that is durable.
    private func index(_ placement: Placement, at sequence: JournalSequence, in state: inout ShardState) {
        guard let log = state.entities.log(placement.log) else { return }
        log.tail.append(placement, releaseAt: sequence)
        if log.hasWatchers { add(.watchers(log), at: sequence, in: &state) }
    }

    /// Notes whom to wake once `sequence` is durable.
    func add(_ target: Wakes.Target, at sequence: JournalSequence, in state: inout ShardState) {
        wakes.add(target, at: sequence)
        state.hasNewWakes = true
    }
}
