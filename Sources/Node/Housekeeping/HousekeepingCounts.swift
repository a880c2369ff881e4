internal import Synchronization

/// What housekeeping has done since the start.
struct HousekeepingCounts: Sendable {
    var checkpoints = 0
    var checkpointFailures = 0
    /// Bytes that checkpoints wrote.
    var checkpointBytes = 0
    var checkpointSeconds = LatencyHistogram()
    /// Bytes of the last snapshot.
    var snapshotBytes = 0
    /// When the last checkpoint ended, or the process began, on the monotonic clock.
    var checkpointedAt: UInt64 = 0
    var merges = 0
    var recompressions = 0
    /// Bytes that merges wrote, of either kind.
    var mergedBytes = 0
}

/// The counts behind a lock: housekeeping writes them, metrics read.
final class HousekeepingCounter: Sendable {
    private let counts: Mutex<HousekeepingCounts>

    init(now: UInt64) {
        var counts = HousekeepingCounts()
        counts.checkpointedAt = now
        self.counts = Mutex(counts)
    }

    var current: HousekeepingCounts { counts.withLock { $0 } }

    func change(_ body: (inout HousekeepingCounts) -> Void) { counts.withLock { body(&$0) } }
}
