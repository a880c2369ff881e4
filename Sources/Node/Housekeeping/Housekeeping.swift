internal import Base
package import LogStore
internal import Logging
internal import Synchronization

/// Keeps the store in order beside its traffic: checkpoints, and what follows from them.
///
/// One job at a time, in bounded steps. A server steps it on a thread of low priority, a simulation in the
/// order its seed wants; one caller at a time. It is the only writer of histories.
package final class Housekeeping: Sendable {
    /// Rest of a kind of work after it failed.
    static let failureRest: UInt64 = 5_000_000_000

    /// Rest of a kind of work that gave way: what it wrote may be what was in the way.
    private static let yieldRest: UInt64 = 1_000_000_000

    /// A job that was begun.
    private struct Running: Sendable {
        var job: any HousekeepingJob
        /// Which duty it is of.
        let duty: Int
        /// Nil if it goes as fast as it can.
        var pace: Pace?
    }

    private struct Turn: Sendable {
        var running: Running?
        /// Until when each duty rests, after a failure.
        var rests: [UInt64]
        /// Why nothing may be done any more.
        var end: LogStoreError?
        /// When what was done since the last rest began.
        var begun: UInt64?
    }

    package let bell = Doorbell()
    let context: HousekeepingContext
    let checkpoints = CheckpointDuty()
    private let duties: [any HousekeepingDuty]
    private let turn: Mutex<Turn>
    /// Whether the bell was rung for the journal's growth and nobody has looked yet.
    private let isGrowthNoted = Atomic(false)
    private let log: Logger

    /// `manifest` is what the last snapshot names, `journalID` is written into each snapshot.
    init(
        shard: Shard, fileSystem: any FileSystem, journalID: UInt64, manifest: Manifest, log: Logger
    ) {
        context = HousekeepingContext(
            shard: shard, fileSystem: fileSystem, journalID: journalID, manifest: manifest, bell: bell)
        // In the order of urgency.
        duties = [
            checkpoints, RetentionDuty(shard.retained, counters: shard.retention, bell: bell), KeyLoadDuty(),
            QueueCleanupDuty(counters: shard.retention), CompactionDuty(), context.merging,
        ]
        turn = Mutex(Turn(rests: Array(repeating: 0, count: duties.count)))
        self.log = log
        shard.keyedLogs.attach(bell)
    }

    /// Does the next piece of work.
    package func step() -> HousekeepingStep {
        turn.withLock { turn in
            if let end = turn.end { return .ended(end) }
            context.shard.isTended.store(true, ordering: .relaxed)
            isGrowthNoted.store(false, ordering: .relaxed)
            if turn.begun == nil { turn.begun = context.now }
            do throws(LogStoreError) {
                switch try turn.running?.job.step(context) {
                case nil: return choose(&turn)
                case .worked: return .worked
                case .waiting: return .waiting
                case .gaveWay:
                    if let running = turn.running { turn.rests[running.duty] = context.now &+ Self.yieldRest }
                    turn.running = nil
                    context.shard.room.returnReserve()
                    return .worked
                case .done:
                    turn.running = nil
                    context.shard.room.returnReserve()
                    return .worked
                }
            } catch { return fail(&turn, error) }
        }
    }

    /// Until when to leave the machine to the traffic before the next step, on the monotonic clock; nil when the
    /// next step may come at once.
    package func rest() -> UInt64? {
        turn.withLock { (turn) -> UInt64? in
            guard let begun = turn.begun else { return nil }
            turn.begun = nil
            let now = context.now
            let shard = context.shard
            let rest = turn.running?.pace?.rest(
                after: now &- begun, journalBytes: shard.chunks.sealedBytes, at: shard.durable.current,
                now: now)
            guard let rest, rest > 0 else { return nil }
            return now &+ rest
        }
    }

    /// Asks for a checkpoint of everything that is applied now; `then` hears of it, on the stepping thread.
    package func requestCheckpoint(
        then: @escaping @Sendable (Result<CheckpointReport, LogStoreError>) -> Void
    ) {
        checkpoints.request(then)
        bell.ring()
    }

    /// Whether the journal is so full that this comes before everything else.
    package var isUrgent: Bool { context.isUrgent }

    /// Called on the journal's thread after each advance: rings when the journal has grown enough.
    func noteAdvance() {
        guard context.isCheckpointDue else { return }
        if !isGrowthNoted.exchange(true, ordering: .relaxed) { bell.ring() }
    }

    /// Refuses whoever still waits for a checkpoint; at the end.
    func end() { checkpoints.refuse(.frozen) }

    private func choose(_ turn: inout Turn) -> HousekeepingStep {
        var next: UInt64?
        for (index, duty) in duties.enumerated() {
            if turn.rests[index] > context.now {
                next = min(next ?? .max, turn.rests[index])
                continue
            }
            switch duty.search(context) {
            case .job(let job):
                turn.running = Running(job: job, duty: index, pace: job.goesSlowly ? context.pace : nil)
                return .worked
            case .waiting: return .waiting
            case .nothing(let until):
                if let until { next = min(next ?? .max, until) }
            }
        }
        return .idle(until: next)
    }

    private func fail(_ turn: inout Turn, _ error: LogStoreError) -> HousekeepingStep {
        guard var running = turn.running.take() else { return .failed(error) }
        log.error("\(running.job.name) failed: \(error)")
        if running.job.isPastReturn || error.leavesDiskUnknown {
            turn.end = error
            return .ended(error)
        }
        running.job.abandon(context, after: error)
        // With the room that was kept for this it is tried again at once.
        let hasRoom = error.isFull && (try? context.shard.room.lendReserve()) == true
        if !hasRoom { context.shard.room.returnReserve() }
        turn.rests[running.duty] = hasRoom ? 0 : context.now &+ Self.failureRest
        return .failed(error)
    }
}

extension LogStoreError {
    /// Whether nobody can say any more what is on the disk: the system may have dropped what it could not write.
    fileprivate var leavesDiskUnknown: Bool {
        guard case .refused(let operation, _, _) = self else { return false }
        let name = "\(operation)"
        return !isFull && (name == "fdatasync" || name == "fsync")
    }
}
