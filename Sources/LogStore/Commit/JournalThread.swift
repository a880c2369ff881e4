import CLinux
import Synchronization

/// The thread that steps a `GroupCommit` until it is stopped or the journal fails.
package final class JournalThread: Sendable {
    private let commit: GroupCommit
    private let thread = Mutex<Thread?>(nil)

    package init(_ commit: GroupCommit) { self.commit = commit }

    /// Starts; `onFailure` runs on the thread when the journal cannot go on: the process must end.
    package func start(onFailure: @escaping @Sendable (LogStoreError) -> Void) {
        let commit = commit
        let started = Thread(name: "journal") {
            // Woken after a sync, it must not push aside the loops that are filling the next group.
            martlet_schedule_as_batch()
            do throws(LogStoreError) { try Self.run(commit) } catch { onFailure(error) }
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

    private static func run(_ commit: GroupCommit) throws(LogStoreError) {
        let handover = commit.handover
        while true {
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
