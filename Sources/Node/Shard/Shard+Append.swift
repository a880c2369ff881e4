internal import Base
internal import Broker
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Where the lines of an append command came to stand.
struct Stored: Sendable {
    let timestamp: Instant
    let first: Offset
    let rest: [Offset]
    let sequence: JournalSequence
}

extension Shard {
    /// Appends all blocks or none.
    func append(_ command: AppendCommand, bodies: Bodies, ack: Ack) throws(Refused) -> Stored {
        let flush = ack == .flush
        return try locked(flush: flush) { (state) throws(Refused) -> Stored in
            let sequence = commit(.append(command), bodies: bodies, flush: flush, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            guard case .appended(let timestamp) = state.decision.reply else {
                throw Refused(.stale, gate: gate(sequence))
            }
            var first = Offset.zero
            var rest: [Offset] = []
            for event in state.decision.events {
                guard case .appended(let head, let block) = event else { continue }
                let offset = head.destination.first
                if block == 0 { first = offset } else { rest.append(offset) }
            }
            return Stored(timestamp: timestamp, first: first, rest: rest, sequence: sequence)
        }
    }

    /// Returns once a publisher may go on: what is waiting to be written is bounded.
    ///
    /// Refuses with `journalFull` when the journal may not grow, with `busy` after `Limits.publishWaitMax`.
    func waitForRoom() async throws(Refused) {
        if journal.isFull { throw Refused(.journalFull) }
        if handover.waitingBytes < settings.openBytesMax { return }
        let begun = scheduler.monotonicNanoseconds()
        while handover.waitingBytes >= settings.openBytesMax {
            let waited = (scheduler.monotonicNanoseconds() &- begun) / 1_000_000
            guard waited < UInt64(Limits.publishWaitMax.milliseconds) else { throw Refused(.busy) }
            if hasEnded.load(ordering: .sequentiallyConsistent) { throw Refused(.shuttingDown) }
            await nextAdvance()
        }
        if journal.isFull { throw Refused(.journalFull) }
    }

    /// Waits until what is applied now is durable.
    private func nextAdvance() async {
        unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            wakes.add(.call(loop: 0) { unsafe continuation.resume() }, at: appliedNow())
            wakes.fireIfDue(durable)
        }
    }
}
