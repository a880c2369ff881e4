internal import Base
internal import LogStore
internal import Synchronization

/// Has the histories of queues looked through for what is settled, from time to time.
///
/// A queue that keeps up never has one: what is settled by the next checkpoint does not get into a piece.
final class QueueCleanupDuty: HousekeepingDuty {
    private let counters: RetentionCounters
    /// When to look again, on the monotonic clock.
    private let lookAt = Atomic<UInt64>(0)

    init(counters: RetentionCounters) { self.counters = counters }

    func search(_ context: HousekeepingContext) -> DutySearch {
        let next = lookAt.load(ordering: .relaxed)
        guard context.now >= next else { return .nothing(until: next) }
        let interval = UInt64(Limits.queueCleanupInterval.milliseconds) * 1_000_000
        lookAt.store(context.now &+ interval, ordering: .relaxed)
        return .job(QueueCleanup(counters))
    }
}
