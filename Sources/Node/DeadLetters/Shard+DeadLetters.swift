internal import Base
internal import Broker
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Moving dead letters to where they belong: they are read by a worker, and arrive and leave in one frame.
///
/// A pass goes over all queues with dead letters, a block at a time. What must stay because its target is
/// missing, full or a way round in a circle is tried again after a rest.
extension Shard {
    /// Begins a pass, unless there is nothing new. Runs under the lock.
    func startMoving(_ state: inout ShardState) {
        guard !state.deadLetters.isMoving, state.deadLetters.seen != state.broker.dooms else { return }
        begin(&state)
    }

    private func begin(_ state: inout ShardState) {
        state.deadLetters.isMoving = true
        state.deadLetters.seen = state.broker.dooms
        state.deadLetters.passes += 1
        scheduler.post(loop: 0) { [weak self] in
            self?.moveNext(from: EntityID(0), LaneOffset(.zero), leavesSome: false)
        }
    }

    /// Goes on with a pass behind a message of a queue.
    private func moveNext(from queue: EntityID, _ message: LaneOffset, leavesSome: Bool) {
        if hasEnded.load(ordering: .sequentiallyConsistent) { return }
        let found = locked(flush: false) { state -> (DoomedBatch, LogView, MessageExchange?)? in
            let now = readClock(&state)
            guard
                let batch = state.broker.doomed(
                    from: (queue, message), now: now, max: Limits.deadLettersAtOnce),
                let log = state.entities.log(batch.log)
            else { return nil }
            return (batch, log, exchange(of: batch, state))
        }
        guard let (batch, log, exchange) = found else { return endPass(leavesSome: leavesSome) }
        let behind = EntityID(batch.queue.rawValue + 1)
        guard batch.entity != nil || batch.isAutomatic else {
            return moveNext(from: behind, LaneOffset(.zero), leavesSome: true)
        }
        scheduler.postToWorker { [weak self] in
            let block = DeadLetterBlock(to: exchange)
            block.fill(batch, from: log)
            self?.scheduler.post(loop: 0) { [weak self] in
                guard let self else { return }
                // What changed meanwhile is looked at again in the next pass.
                let isMoved = self.deliver(block, of: batch)
                self.moveNext(
                    from: batch.queue, LaneOffset(lane: batch.lane, block.next),
                    leavesSome: leavesSome || block.leavesSome || !isMoved)
            }
        }
    }

    private func endPass(leavesSome: Bool) {
        let pass = locked(flush: false) { state -> UInt64? in
            state.deadLetters.isMoving = false
            startMoving(&state)
            return leavesSome && !state.deadLetters.isMoving ? state.deadLetters.passes : nil
        }
        guard let pass else { return }
        scheduler.post(loop: 0, after: Limits.deadLetterRetryTime) { [weak self] in
            guard let self else { return }
            locked(flush: false) { state in
                guard state.deadLetters.passes == pass, !state.deadLetters.isMoving else { return }
                begin(&state)
            }
        }
    }

    /// The exchange that a batch goes to.
    private func exchange(of batch: DoomedBatch, _ state: borrowing ShardState) -> MessageExchange? {
        guard batch.exchange != nil, let entity = batch.entity else { return nil }
        return state.entities.exchange(entity) ?? state.entities.namespace(entity)?.defaultExchange
    }
}
