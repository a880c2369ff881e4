import Synchronization

/// The thread that keeps the journal's next file ready.
package final class PreparerThread: Sendable {
    /// Bytes of commands between two steps from which on the journal counts as busy.
    private static let busyBytes = 1 << 20
    /// Rest between two steps, so that filling takes a small share of the disk.
    private static let rest: UInt64 = 10_000_000
    /// Rest after it found no room.
    private static let fullRest: UInt64 = 500_000_000

    private let journal: FileJournal
    private let thread = Mutex<Thread?>(nil)
    private let isStopping = Atomic(false)

    package init(_ journal: FileJournal) { self.journal = journal }

    /// Starts; `onFailure` runs on the thread when the disk refuses: the process must end.
    package func start(onFailure: @escaping @Sendable (LogStoreError) -> Void) {
        let started = Thread(name: "preparer") { [self] in
            do throws(LogStoreError) { try run() } catch { onFailure(error) }
        }
        thread.withLock { $0 = started }
    }

    package func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        journal.preparerBell.ring()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    private func run() throws(LogStoreError) {
        var written = journal.writtenBytes.load(ordering: .relaxed)
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            let now = journal.writtenBytes.load(ordering: .relaxed)
            let isBusy = now - written > Self.busyBytes
            written = now
            switch try journal.prepare(isBusy: isBusy) {
            case .worked, .busy: journal.preparerBell.wait(until: monotonicNow() + Self.rest)
            case .full: journal.preparerBell.wait(until: monotonicNow() + Self.fullRest)
            case .ready: journal.preparerBell.wait(until: nil)
            }
        }
    }
}
