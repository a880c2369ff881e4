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
    /// When the last of the messages is ready, if not all are at once.
    var delayedUntil: Instant?
    /// Messages that the queue has already, for which nothing was stored.
    var duplicates: [Duplicate] = []
    /// What came of the same publish before, if it was only repeated.
    var repeated: PublishResult?
}

extension Stored {
    /// What came of a publish that is only repeated now.
    init(_ result: PublishResult, sequence: JournalSequence) {
        self.init(
            timestamp: result.timestamp, first: result.first.first, rest: result.rest.map(\.first),
            sequence: sequence, repeated: result)
    }
}

extension Shard {
    /// Appends all blocks or none; `keyed` is given for a topic that is compacted.
    func append(
        _ command: AppendCommand, bodies: Bodies, keyed: KeyedLines? = nil, ack: Ack
    ) throws(Refused) -> Stored {
        let flush = ack == .flush
        return try locked(flush: flush) { (state) throws(Refused) -> Stored in
            // An outdated topic is refused by the broker, whatever is expected of its keys.
            let now = readClock(&state)
            if let keyed, state.broker.isNew(command, now: now),
                state.broker.version(of: command.target) == command.version,
                let refusal = keyed.refusal
            {
                state.counts.commands &+= 1
                state.counts.refusals &+= 1
                throw Refused(refusal, gate: gate(state.applied))
            }
            let sequence = commit(.append(command), bodies: bodies, flush: flush, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            if case .repeated(let result) = state.decision.reply {
                state.counts.repeats &+= 1
                return Stored(result, sequence: sequence)
            }
            if case .duplicates(let known) = state.decision.reply {
                return Stored(
                    timestamp: now, first: .zero, rest: [], sequence: sequence, duplicates: known)
            }
            guard case .appended(let timestamp) = state.decision.reply else {
                throw Refused(.stale, gate: gate(sequence))
            }
            var first = Offset.zero
            var rest: [Offset] = []
            var delayedUntil: Instant?
            for event in state.decision.events {
                if case .delayed(let event) = event {
                    delayedUntil = delayedUntil.map { max($0, event.until) } ?? event.until
                }
                guard case .appended(let head, let block) = event else { continue }
                let offset = head.destination.first
                if block == 0 { first = offset } else { rest.append(offset) }
                keyed?.feed(block: block, at: offset)
            }
            return Stored(
                timestamp: timestamp, first: first, rest: rest, sequence: sequence,
                delayedUntil: delayedUntil)
        }
    }

    /// How often a publisher looks whether a checkpoint has made room in the journal.
    private static let fullPause = Interval(milliseconds: 10)

    /// Returns once a publisher may go on: what is waiting to be written is bounded, and so is the journal.
    ///
    /// While housekeeping makes room in a full journal a publisher waits for it. Refuses after
    /// `Limits.publishWaitMax` with `busy` or, the journal being full, `journalFull`; with nobody to make room,
    /// or with `diskFull`, at once.
    func waitForRoom() async throws(Refused) {
        if handover.waitingBytes < settings.openBytesMax, !journal.isFull { return }
        let begun = scheduler.monotonicNanoseconds()
        while handover.waitingBytes >= settings.openBytesMax || journal.isFull {
            if hasEnded.load(ordering: .sequentiallyConsistent) { throw Refused(.shuttingDown) }
            let isFull = journal.isFull
            let isTended = isTended.load(ordering: .relaxed)
            if isFull, !isTended || fullness != .journalFull { throw Refused(fullness) }
            let waited = Int64((scheduler.monotonicNanoseconds() &- begun) / 1_000_000)
            let left = Interval(milliseconds: Limits.publishWaitMax.milliseconds - waited)
            guard left > .zero else { throw Refused(isFull ? .journalFull : .busy) }
            if isFull { await pause(min(left, Self.fullPause)) } else { await nextAdvance(within: left) }
        }
    }

    /// Waits for `interval`, or for the end.
    private func pause(_ interval: Interval) async {
        unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let turn = unsafe Turn(continuation)
            paused.withLock { $0.append(turn) }
            scheduler.post(loop: 0, after: interval) { [weak self] in
                self?.paused.withLock { $0.removeAll { $0 === turn } }
                turn.come()
            }
            if hasEnded.load(ordering: .sequentiallyConsistent) { endPauses() }
        }
    }

    /// Lets everybody go on who waits for room; at the end.
    func endPauses() {
        let turns = paused.withLock { paused in
            defer { paused = [] }
            return paused
        }
        for turn in turns { scheduler.post(loop: 0) { turn.come() } }
    }

    /// Waits until what is applied now is durable, but no longer than `interval`.
    private func nextAdvance(within interval: Interval) async {
        unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let turn = unsafe Turn(continuation)
            scheduler.post(loop: 0, after: interval) { turn.come() }
            wakes.add(.call(loop: 0) { turn.come() }, at: appliedNow())
            wakes.fireIfDue(durable)
        }
    }
}

/// A publisher that waits for one of two things: the first resumes it.
@safe
final class Turn: Sendable {
    private let continuation: UnsafeContinuation<Void, Never>
    private let hasCome = Atomic(false)

    init(_ continuation: UnsafeContinuation<Void, Never>) { unsafe self.continuation = continuation }

    func come() {
        if hasCome.exchange(true, ordering: .sequentiallyConsistent) { return }
        unsafe continuation.resume()
    }
}
