internal import Base
internal import LogStore
internal import Synchronization

/// Says when topics are to be held against their limits: from time to time, and once something has changed.
final class RetentionDuty: HousekeepingDuty {
    private let topics: RetainedTopics
    /// When to look again, on the monotonic clock.
    private let lookAt = Atomic<UInt64>(0)
    private let counters: RetentionCounters

    init(_ topics: RetainedTopics, counters: RetentionCounters, bell: Doorbell) {
        self.topics = topics
        self.counters = counters
        topics.attach(bell)
    }

    func search(_ context: HousekeepingContext) -> DutySearch {
        let isUrgent = topics.takeUrgency()
        guard !topics.isEmpty else { return .nothing(until: nil) }
        let next = lookAt.load(ordering: .relaxed)
        guard isUrgent || context.now >= next else { return .nothing(until: next) }
        // Until the job knows better.
        rest(Limits.retentionInterval, context)
        return .job(RetentionJob(self, topics, counters))
    }

    /// Has the next look wait, unless something changes.
    func rest(_ interval: Interval, _ context: HousekeepingContext) {
        let nanoseconds = UInt64(max(0, interval.milliseconds)) * 1_000_000
        lookAt.store(context.now &+ nanoseconds, ordering: .relaxed)
    }
}
