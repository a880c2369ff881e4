internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Finds logs of compacted topics in whose files enough is superseded.
///
/// That is when half the lines in the log's pieces are, or one has been for a day; tombstones whose time may
/// be over count as well. A pass goes piece by piece, with other work in between.
final class CompactionDuty: HousekeepingDuty {
    /// Keys are swept out once as many messages were trimmed as are one of so many keys.
    private static let sweepShare = 10

    /// When to look again, on the monotonic clock.
    private let lookAt = Atomic<UInt64>(0)
    /// The shard's time, asked for and not heard of yet.
    private let clock = Mutex<LoopAnswer<Instant>?>(nil)

    func search(_ context: HousekeepingContext) -> DutySearch {
        let logs = context.shard.keyedLogs
        if logs.takeClockMoved() { lookAt.store(0, ordering: .relaxed) }
        if logs.isEmpty { return .nothing(until: nil) }
        let next = lookAt.load(ordering: .relaxed)
        guard context.now >= next else { return .nothing(until: next) }
        guard let now = readClock(context) else { return .waiting }
        for entry in logs.all where entry.keys.index.isReady {
            if let job = Self.job(for: entry, at: now) { return .job(job) }
        }
        let interval = UInt64(Limits.compactionInterval.milliseconds) * 1_000_000
        lookAt.store(context.now &+ interval, ordering: .relaxed)
        return .nothing(until: context.now &+ interval)
    }

    /// The shard's time; nil while it is being asked for.
    private func readClock(_ context: HousekeepingContext) -> Instant? {
        clock.withLock { clock in
            guard let asked = clock else {
                clock = context.ask { [shard = context.shard] in shard.readClock(&$0) }
                return nil
            }
            guard let now = asked.value else { return nil }
            clock = nil
            return now
        }
    }

    private static func job(for entry: KeyedLogs.Entry, at now: Instant) -> CompactionJob? {
        let log = entry.log
        let counts = entry.keys.index.counts
        let isDue = entry.keys.cleaning.withLock { cleaning in
            if cleaning.pass != nil { return true }
            cleaning.passedAt = cleaning.passedAt ?? now
            let needsPass = Self.needsPass(cleaning, entry, counts, now)
            let trimmed = log.earliest - cleaning.sweptTo
            guard needsPass || counts.keys > 0 && trimmed * Self.sweepShare >= counts.keys else {
                return false
            }
            cleaning.pass = CompactionPass(begunAt: now, end: log.tail.end, sweepsOnly: !needsPass)
            return true
        }
        return isDue ? CompactionJob(entry, at: now) : nil
    }

    private static func needsPass(
        _ cleaning: LogKeys.Cleaning, _ entry: KeyedLogs.Entry, _ counts: KeyCounts, _ now: Instant
    ) -> Bool {
        let pieces = entry.log.history.state.pieces
        guard let last = pieces.last else { return false }
        let waited = now - (cleaning.passedAt ?? now)
        if counts.tombstones > 0, waited >= max(entry.tombstoneTime, Limits.tombstonePassTime) { return true }
        guard last.end > cleaning.cleanedEnd, counts.superseded > 0 else { return false }
        let lines = pieces.reduce(0) { $0 + $1.lines }
        return counts.superseded * 100 >= lines * Limits.compactionPercent || waited >= Limits.compactionTime
    }
}
