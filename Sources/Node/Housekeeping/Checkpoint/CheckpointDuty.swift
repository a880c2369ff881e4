internal import Base
internal import LogStore
internal import Synchronization

/// Says when a checkpoint is due: the journal has grown, or a while has passed, or somebody asked.
final class CheckpointDuty: HousekeepingDuty {
    typealias Wish = @Sendable (Result<CheckpointReport, LogStoreError>) -> Void

    /// Longest sleep while nothing is written: something may be by then.
    private static let sleepMax: UInt64 = 60_000_000_000

    private let wishes = Mutex<[Wish]>([])

    func request(_ then: @escaping Wish) { wishes.withLock { $0.append(then) } }

    /// Tells everybody who asks that there will be none.
    func refuse(_ error: LogStoreError) {
        let refused = wishes.withLock { wishes in
            defer { wishes = [] }
            return wishes
        }
        for wish in refused { wish(.failure(error)) }
    }

    func search(_ context: HousekeepingContext) -> DutySearch {
        let asked = wishes.withLock { wishes in
            defer { wishes = [] }
            return wishes
        }
        let now = context.now
        if asked.isEmpty, !context.isCheckpointDue {
            guard context.hasNews else { return .nothing(until: now + Self.sleepMax) }
            let due = context.checkpointedAt + context.checkpointInterval
            if now < due { return .nothing(until: min(due, now + Self.sleepMax)) }
        }
        return .job(Checkpoint(wishes: asked, at: now))
    }
}
