package import Base
import LogFormat
import Synchronization

/// The journal thread's work as a step function: takes what is closed and makes it durable.
///
/// No linger: the flush in flight is the batching window. Only a group that nobody waits for is left
/// for up to `flushInterval`. When idle, it asks for an empty frame, which proves the ones before.
/// One thread steps it; a simulation steps it in the order its seed wants.
package final class GroupCommit: Sendable {
    /// What a step came to.
    package enum Step: Equatable, Sendable {
        /// Frames went to the journal; step again.
        case wrote
        /// An empty frame was asked for; step again.
        case asked
        /// Nobody waits for what is there: step at `until`, or when a flush is wanted.
        case lingering(until: UInt64)
        /// Nothing to do until more is closed, or `until`.
        case idle(until: UInt64?)
        /// The journal has no room: step again after a while.
        case full
        /// Stop was asked for and everything is done.
        case stopped
    }

    /// Times in nanoseconds of the clock that `runOnce` is given.
    package struct Settings: Sendable {
        package var flushInterval = UInt64(Limits.flushInterval.milliseconds) * 1_000_000
        package var idleInterval: UInt64 = 1_000_000_000
        package var groupBytesMax = 8 * 1024 * 1024
        package init() {}
    }

    private struct State {
        /// Everything before it was handed to the journal; nil until the first step.
        var taken: FrameAddress?
        var isFlushDue = false
        var lingerUntil: UInt64?
        var lastWriteAt: UInt64 = 0
        /// The last frame says that all before it are durable, or there is none of this process.
        var isProven = true
        var askedAt: FrameAddress?
    }

    package let handover: Handover
    private let journal: any Journal
    private let chunks: ChunkTable
    private let settings: Settings
    private let requestClosing: @Sendable () -> Void
    private let state = Mutex(State())

    /// `onAdvance` hears, after the mark has moved, how far frames are durable; it runs on the journal's
    /// thread and must be short. `requestClosing` calls `FrameBuffer.appendClosing` under the shard lock.
    package init(
        journal: any Journal, chunks: ChunkTable, handover: Handover, settings: Settings = Settings(),
        onAdvance: @escaping @Sendable (JournalSequence) -> Void,
        requestClosing: @escaping @Sendable () -> Void
    ) {
        self.journal = journal
        self.chunks = chunks
        self.handover = handover
        self.settings = settings
        self.requestClosing = requestClosing
        let mark = chunks.mark
        journal.onAdvance { sequence in
            mark.advance(to: sequence)
            onAdvance(sequence)
        }
    }

    /// Does what is due at `now` and says what comes next; an error means that the process must end.
    package func runOnce(now: UInt64) throws(LogStoreError) -> Step {
        let (step, isAsking) = try state.withLockTyped { state throws(LogStoreError) in
            try run(&state, now: now)
        }
        if isAsking { requestClosing() }
        return step
    }

    private func run(_ state: inout State, now: UInt64) throws(LogStoreError) -> (Step, Bool) {
        // The flush is asked for after the frames are shown, so it is read before them here.
        if handover.takeFlush() { state.isFlushDue = true }
        let end = handover.closedEnd
        let taken = state.taken ?? handover.start
        state.taken = taken
        if taken == end { return rest(&state, end: end, now: now) }
        if !state.isFlushDue && !handover.isStopping {
            let until = state.lingerUntil ?? now + settings.flushInterval
            state.lingerUntil = until
            if now < until { return (.lingering(until: until), false) }
        }
        return (try commit(&state, upTo: end, now: now), false)
    }

    /// Nothing is closed: prove the last frames once, then sleep.
    private func rest(_ state: inout State, end: FrameAddress, now: UInt64) -> (Step, Bool) {
        state.isFlushDue = false
        state.lingerUntil = nil
        if state.isProven || state.askedAt == end {
            return (handover.isStopping ? .stopped : .idle(until: nil), false)
        }
        let due = state.lastWriteAt + settings.idleInterval
        guard now >= due || handover.isStopping else { return (.idle(until: due), false) }
        state.askedAt = end
        return (.asked, true)
    }

    private func commit(_ state: inout State, upTo end: FrameAddress, now: UInt64) throws(LogStoreError)
        -> Step
    {
        var group: [Stretch] = []
        var at = state.taken ?? end
        var bytes = 0
        var isProven = false
        let durable = chunks.mark.current
        while at < end, bytes < settings.groupBytesMax {
            guard let chunk = chunks.chunk(at.chunk) else {
                // Only a chunk that is durable to its end leaves memory.
                at = FrameAddress(chunk: at.chunk + 1, position: 0)
                continue
            }
            let limit = at.chunk == end.chunk ? Int(end.position) : (chunk.sealedLength ?? 0)
            if let stretch = seal(
                chunk, from: Int(at.position), to: limit, budget: settings.groupBytesMax - bytes,
                durable: durable, isProven: &isProven)
            {
                group.append(stretch)
                bytes += stretch.length
                at = FrameAddress(chunk: at.chunk, position: UInt32(stretch.position + stretch.length))
            }
            if Int(at.position) >= limit, at.chunk < end.chunk {
                at = FrameAddress(chunk: at.chunk + 1, position: 0)
            }
        }
        let extents: [Extent]
        do { extents = try journal.submit(group) } catch .full {
            handover.isStuck = true
            return handover.isStopping ? .stopped : .full
        }
        handover.isStuck = false
        let took = extents.reduce(0) { $0 + $1.length }
        chunks.record(extents)
        handover.didTake(bytes: took)
        state.taken = took == bytes ? at : Self.address(of: took, in: group)
        state.isProven = isProven && took == bytes
        state.lastWriteAt = now
        if state.taken == end {
            state.isFlushDue = false
            state.lingerUntil = nil
        }
        try journal.sync()
        chunks.tidy()
        return .wrote
    }

    /// Completes the frames from `from` on, within `budget` bytes but at least one, as one stretch.
    private func seal(
        _ chunk: Chunk, from: Int, to limit: Int, budget: Int, durable: JournalSequence, isProven: inout Bool
    ) -> Stretch? {
        var position = from
        var first = JournalSequence.none
        var last = JournalSequence.none
        while position < limit, position == from || position - from < budget {
            guard let header = chunk.header(at: position) else {
                preconditionFailure("no frame where one was")
            }
            unsafe FrameHeader.seal(frame: chunk.base + position, length: header.length, durable: durable)
            if first == .none { first = header.sequence }
            last = header.sequence
            isProven = header.length == 0 && durable.rawValue + 1 == header.sequence.rawValue
            position += header.frameBytes
        }
        if position == from { return nil }
        return Stretch(
            chunk: chunk, position: from, length: position - from, firstSequence: first, lastSequence: last)
    }

    /// The place `bytes` further on in a group.
    private static func address(of bytes: Int, in group: [Stretch]) -> FrameAddress? {
        var rest = bytes
        for stretch in group {
            if rest < stretch.length {
                return FrameAddress(
                    chunk: stretch.chunk.number, position: UInt32(stretch.position + rest))
            }
            rest -= stretch.length
        }
        return nil
    }
}
