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

    private struct Turn: Sendable {
        var job: (any HousekeepingJob)?
        /// Which duty the job is of.
        var duty = 0
        /// Until when each duty rests, after a failure.
        var rests: [UInt64]
    }

    package let bell = Doorbell()
    let context: HousekeepingContext
    let checkpoints: CheckpointDuty
    private let duties: [any HousekeepingDuty]
    private let turn: Mutex<Turn>
    private let log: Logger

    init(shard: Shard, log: Logger) {
        context = HousekeepingContext(shard: shard, bell: bell)
        checkpoints = CheckpointDuty()
        // In the order of urgency.
        duties = [checkpoints, KeyLoadDuty()]
        turn = Mutex(Turn(rests: Array(repeating: 0, count: duties.count)))
        self.log = log
        shard.keyedLogs.attach(bell)
    }

    /// Does the next piece of work.
    package func step() -> HousekeepingStep {
        turn.withLock { turn in
            if turn.job == nil { return choose(&turn) }
            do throws(LogStoreError) {
                switch try turn.job?.step(context) {
                case .worked: return .worked
                case .waiting: return .waiting
                case .done, nil:
                    turn.job = nil
                    return .worked
                }
            } catch {
                let name = turn.job?.name ?? ""
                turn.job?.abandon(context, after: error)
                turn.job = nil
                turn.rests[turn.duty] = context.now &+ Self.failureRest
                log.error("\(name) failed: \(error)")
                return .failed(error)
            }
        }
    }

    /// Asks for a checkpoint of everything that is applied now; `then` hears of it, on the stepping thread.
    package func requestCheckpoint(
        then: @escaping @Sendable (Result<CheckpointReport, LogStoreError>) -> Void
    ) {
        checkpoints.request(then)
        bell.ring()
    }

    private func choose(_ turn: inout Turn) -> HousekeepingStep {
        var next: UInt64?
        for (index, duty) in duties.enumerated() {
            if turn.rests[index] > context.now {
                next = min(next ?? .max, turn.rests[index])
                continue
            }
            switch duty.search(context) {
            case .job(let job):
                turn.job = job
                turn.duty = index
                return .worked
            case .waiting: return .waiting
            case .nothing(let until):
                if let until { next = min(next ?? .max, until) }
            }
        }
        return .idle(until: next)
    }
}
