internal import Base
internal import LogStore

/// Finds logs whose keys are not all indexed: after a start, and when a topic has become compacted.
final class KeyLoadDuty: HousekeepingDuty {
    /// How long to wait for messages that are not durable yet.
    private static let pause: UInt64 = 10_000_000

    func search(_ context: HousekeepingContext) -> DutySearch {
        var waits = false
        for entry in context.shard.keyedLogs.all where !entry.keys.index.isReady {
            if entry.log.visibleEnd >= entry.keys.index.liveFrom { return .job(KeyLoadJob(entry)) }
            waits = true
        }
        return .nothing(until: waits ? context.now &+ Self.pause : nil)
    }
}
