internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// What jobs of housekeeping work with.
///
/// The thread that steps them has a low priority, so it never holds the shard lock: whatever needs the lock
/// is a closure that runs on loop 0, and the job waits for its answer.
final class HousekeepingContext: Sendable {
    let shard: Shard
    let fileSystem: any FileSystem
    /// The id that the shard's journal has.
    let journalID: UInt64
    /// Wakes the thread; steps may come at any time, rung or not.
    let bell: Doorbell
    let counts: HousekeepingCounter
    let merging = MergeDuty()
    private let stored: Mutex<Manifest>
    /// The last sequence that the bell was asked to ring at.
    private let awaited = Mutex(JournalSequence.none)

    init(
        shard: Shard, fileSystem: any FileSystem, journalID: UInt64, manifest: Manifest, bell: Doorbell
    ) {
        self.shard = shard
        self.fileSystem = fileSystem
        self.journalID = journalID
        self.bell = bell
        counts = HousekeepingCounter(now: shard.scheduler.monotonicNanoseconds())
        stored = Mutex(manifest)
    }

    /// The monotonic clock, in nanoseconds.
    var now: UInt64 { shard.scheduler.monotonicNanoseconds() }

    /// The shard's pieces.
    var pieces: PieceStore { shard.files.pieces }

    // MARK: the shard

    /// Has `body` run under the shard lock, on a loop; it must take 100 µs at most.
    func ask<Value: Sendable>(
        _ body: @escaping @Sendable (inout ShardState) -> Value
    ) -> LoopAnswer<Value> {
        let answer = LoopAnswer<Value>()
        shard.scheduler.post(loop: 0) { [shard, bell] in
            answer.give(shard.locked(flush: false) { state in body(&state) })
            bell.ring()
        }
        return answer
    }

    /// Has `body` run under the shard lock, on a loop, some time.
    func tell(_ body: @escaping @Sendable (inout ShardState) -> Void) {
        shard.scheduler.post(loop: 0) { [shard] in shard.locked(flush: false) { state in body(&state) } }
    }

    /// Whether the journal is durable up to `sequence`; if not, the bell rings once it is.
    func isDurable(_ sequence: JournalSequence) -> Bool {
        if shard.durable.current >= sequence { return true }
        let isAwaited = awaited.withLock { awaited in
            defer { awaited = sequence }
            return awaited == sequence
        }
        if !isAwaited {
            shard.wakes.add(.call(loop: 0) { [bell] in bell.ring() }, at: sequence)
            shard.handover.wake(flush: true)
            shard.wakes.fireIfDue(shard.durable)
        }
        return shard.durable.current >= sequence
    }

    // MARK: the manifest

    /// What the last snapshot names.
    var manifest: Manifest { stored.withLock { $0 } }

    func replaceManifest(_ manifest: Manifest) { stored.withLock { $0 = manifest } }

    /// Puts `piece` in the place of `replaced`, neighbours in the history of a log; nil when nothing is left
    /// of them.
    ///
    /// False when the history changed meanwhile; then the caller removes what it made. The files of
    /// `replaced` stay until the next snapshot does not name them.
    func replace(_ replaced: [PieceEntry], by piece: PieceEntry?, in history: History) -> Bool {
        guard history.change({ $0.replace(replaced, by: piece) }) else { return false }
        if let piece { stored.withLock { $0.made.append(piece) } }
        return true
    }

    // MARK: when

    /// Bytes of journal from which on a checkpoint is due.
    var checkpointBytes: Int {
        min(shard.settings.checkpointBytes, shard.settings.journalBytesMax / 4)
    }

    /// Time after which a checkpoint is due, in nanoseconds.
    var checkpointInterval: UInt64 {
        UInt64(clamping: shard.settings.checkpointInterval.milliseconds) * 1_000_000
    }

    /// When the last checkpoint ended.
    var checkpointedAt: UInt64 { counts.current.checkpointedAt }

    /// Whether the journal has grown enough.
    var isCheckpointDue: Bool {
        let grown = shard.chunks.sealedBytes
        if grown >= checkpointBytes { return true }
        return shard.journal.isFull && grown >= min(checkpointBytes, shard.settings.journalFileBytes / 4)
    }

    /// Of a checkpoint that begins now.
    var pace: Pace {
        Pace(
            journalBytes: shard.chunks.sealedBytes, growthMax: checkpointBytes / 2,
            at: shard.durable.current, now: now)
    }

    /// Whether a checkpoint would change anything.
    var hasNews: Bool {
        stored.withLock { $0.cut < shard.durable.current || !$0.made.isEmpty }
    }

    /// Whether the journal is so full that housekeeping comes before everything else.
    var isUrgent: Bool {
        shard.journal.isFull || shard.chunks.sealedBytes >= shard.settings.journalBytesMax / 2
    }
}
