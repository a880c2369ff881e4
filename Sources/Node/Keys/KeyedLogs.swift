internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// The logs of one shard whose keys are indexed, by id: what housekeeping looks through for work.
final class KeyedLogs: Sendable {
    /// A log, and what its topic says about tombstones.
    struct Entry: Sendable {
        let log: LogView
        let keys: LogKeys
        var tombstoneTime: Interval
    }

    /// What compaction of these logs has come to.
    let counts = Mutex(CompactionCounts())
    private let entries = Mutex<[Entry]>([])
    private let isClockMoved = Atomic(false)
    private let bell = Mutex<Doorbell?>(nil)

    /// All of them, by the id of the log.
    var all: [Entry] { entries.withLock { $0 } }

    var isEmpty: Bool { entries.withLock { $0.isEmpty } }

    /// Whom to tell of logs whose keys are to be read.
    func attach(_ bell: Doorbell) { self.bell.withLock { $0 = bell } }

    /// Says that there is something to read.
    func callForReading() { bell.withLock { $0 }?.ring() }

    /// Says that the clock was moved: tombstones may be due.
    func clockMoved() {
        if isEmpty { return }
        isClockMoved.store(true, ordering: .releasing)
        bell.withLock { $0 }?.ring()
    }

    /// Whether the clock was moved; says so once.
    func takeClockMoved() -> Bool { isClockMoved.exchange(false, ordering: .acquiringAndReleasing) }

    /// Adds a log, or changes what is said of it.
    func set(_ entry: Entry) {
        entries.withLock { entries in
            let index = Self.place(of: entry.log.id, in: entries)
            if index < entries.count, entries[index].log.id == entry.log.id {
                entries[index] = entry
            } else {
                entries.insert(entry, at: index)
            }
        }
    }

    func remove(_ log: LogID) {
        entries.withLock { entries in
            let index = Self.place(of: log, in: entries)
            if index < entries.count, entries[index].log.id == log { entries.remove(at: index) }
        }
    }

    func removeAll() { entries.withLock { $0 = [] } }

    /// The first entry with this id or a higher one.
    private static func place(of id: LogID, in entries: [Entry]) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].log.id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
