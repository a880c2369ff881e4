internal import Base
internal import DequeModule
internal import Synchronization

/// What is to run once a sequence is durable: readers of a log, receivers that were granted messages.
///
/// Entries are added under the shard lock (or later, for a sequence that is applied already) and taken by the
/// journal thread, which posts one job to each loop, however many entries there are.
final class Wakes: Sendable {
    /// Somebody to wake: every satisfied watcher of a log, or one caller on its loop.
    enum Target: Sendable {
        case watchers(LogView)
        case call(loop: Int, @Sendable () -> Void)
    }

    private struct Entry: Sendable {
        let sequence: JournalSequence
        let target: Target
    }

    private let entries = Mutex(Deque<Entry>())
    private let scheduler: any Scheduler
    /// Runs on a loop after each advance: answers whose gate is open now leave.
    private let release: @Sendable (_ loop: Int) -> Void

    init(scheduler: any Scheduler, release: @escaping @Sendable (_ loop: Int) -> Void) {
        self.scheduler = scheduler
        self.release = release
    }

    func add(_ target: Target, at sequence: JournalSequence) {
        entries.withLock { $0.append(Entry(sequence: sequence, target: target)) }
    }

    /// Posts what became due with `durable`, and the release of gated answers, to every loop.
    ///
    /// Entries are in the order of their adding, not strictly of their sequence: one may wait for an earlier
    /// neighbour with a higher sequence, which is applied and hence becomes durable too.
    func fire(upTo durable: JournalSequence) {
        var due: [[@Sendable () -> Void]] = []
        entries.withLock { entries in
            guard let first = entries.first, first.sequence <= durable else { return }
            due = Array(repeating: [], count: scheduler.loopCount)
            while let first = entries.first, first.sequence <= durable {
                entries.removeFirst()
                switch first.target {
                case .call(let loop, let call): due[loop].append(call)
                case .watchers(let log):
                    for watcher in log.takeSatisfiedWatchers() { due[watcher.loop].append(watcher.wake) }
                }
            }
        }
        for loop in 0..<scheduler.loopCount {
            let calls = due.isEmpty ? [] : due[loop]
            scheduler.post(loop: loop) { [release] in
                for call in calls { call() }
                release(loop)
            }
        }
    }

    /// Posts what is due already, for entries added when their sequence may have been durable before.
    func fireIfDue(_ durable: Watermark) {
        let current = durable.current
        let isDue = entries.withLock { $0.first.map { $0.sequence <= current } ?? false }
        if isDue { fire(upTo: current) }
    }

    /// Posts one wake by itself.
    func post(_ wake: @escaping @Sendable () -> Void, loop: Int) { scheduler.post(loop: loop, wake) }
}
