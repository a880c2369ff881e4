internal import Base
internal import LogStore
internal import Synchronization

/// What jobs of housekeeping work with.
///
/// The thread that steps them has a low priority, so it never holds the shard lock: whatever needs the lock
/// is a closure that runs on loop 0, and the job waits for its answer.
final class HousekeepingContext: Sendable {
    let shard: Shard
    /// Wakes the thread; steps may come at any time, rung or not.
    let bell: Doorbell

    init(shard: Shard, bell: Doorbell) {
        self.shard = shard
        self.bell = bell
    }

    /// The monotonic clock, in nanoseconds.
    var now: UInt64 { shard.scheduler.monotonicNanoseconds() }

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

    /// Whether the journal is durable up to `sequence`; if not, the bell rings once it is.
    func isDurable(_ sequence: JournalSequence) -> Bool {
        if shard.durable.current >= sequence { return true }
        shard.wakes.add(.call(loop: 0) { [bell] in bell.ring() }, at: sequence)
        shard.handover.wake(flush: true)
        shard.wakes.fireIfDue(shard.durable)
        return shard.durable.current >= sequence
    }
}
