internal import LogStore
internal import Synchronization

/// Says when a checkpoint is due.
final class CheckpointDuty: HousekeepingDuty {
    typealias Wish = @Sendable (Result<CheckpointReport, LogStoreError>) -> Void

    private let wishes = Mutex<[Wish]>([])

    func request(_ then: @escaping Wish) { wishes.withLock { $0.append(then) } }

    func search(_ context: HousekeepingContext) -> DutySearch { .nothing(until: nil) }
}
