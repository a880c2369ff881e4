import CLinux
import Synchronization

/// The thread that steps a `GroupCommit` until it is stopped or the journal fails.
package final class JournalThread: Sendable {
    private let commit: GroupCommit
    private let thread = Mutex<Thread?>(nil)
    private let company = Company()

    package init(_ commit: GroupCommit) { self.commit = commit }

    /// Starts; `onFailure` runs on the thread when the journal cannot go on: the process must end.
    package func start(onFailure: @escaping @Sendable (LogStoreError) -> Void) {
        let (commit, company) = (commit, company)
        let started = Thread(name: "journal") {
            do throws(LogStoreError) { try Self.run(commit, beside: company) } catch { onFailure(error) }
        }
        thread.withLock { $0 = started }
    }

    /// Writes everything that is closed, ends with an empty frame, and waits for the thread.
    package func stop() {
        commit.handover.stop()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    /// Says whether a thread of low priority is at work, which must not keep this one waiting.
    package func work(besideNice isNiceAtWork: Bool) {
        company.isNiceAtWork.store(isNiceAtWork, ordering: .relaxed)
    }

    private static func run(_ commit: GroupCommit, beside company: Company) throws(LogStoreError) {
        let handover = commit.handover
        // Woken after a sync, it must not push aside the loops that are filling the next group.
        var isBesideNice = false
        martlet_wake_patiently(0)
        while true {
            let isNiceAtWork = company.isNiceAtWork.load(ordering: .relaxed)
            if isNiceAtWork != isBesideNice {
                isBesideNice = isNiceAtWork
                martlet_wake_patiently(isBesideNice ? 1 : 0)
            }
            let seen = handover.closedEnd
            let now = monotonicNow()
            switch try commit.runOnce(now: now) {
            case .wrote, .asked: continue
            case .lingering(let until): handover.wait(.lingering, seen: seen, until: until)
            case .idle(let until): handover.wait(.idle, seen: seen, until: until)
            case .full: handover.pause(until: now + 50_000_000)
            case .stopped: return
            }
        }
    }
}

/// Who else is at work.
private final class Company: Sendable {
    let isNiceAtWork = Atomic(false)
}
