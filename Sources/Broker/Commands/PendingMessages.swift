internal import Base

/// Messages that the parts of a command decided so far bring to each log, so that several parts add up.
///
/// Looked up by log; commands bring messages to few logs, or to many that mostly ascend.
struct PendingMessages {
    private struct Entry {
        let log: LogID
        var count: Int
        var bytes: Int
    }

    /// Ascending by log.
    private var entries: [Entry] = []

    init() {}

    /// How many there are for a log.
    subscript(log: LogID) -> Int {
        let index = place(of: log)
        return index < entries.count && entries[index].log == log ? entries[index].count : 0
    }

    /// Their bytes.
    func bytes(of log: LogID) -> Int {
        let index = place(of: log)
        return index < entries.count && entries[index].log == log ? entries[index].bytes : 0
    }

    mutating func add(_ count: Int, bytes: Int, to log: LogID) {
        let index = place(of: log)
        if index < entries.count, entries[index].log == log {
            entries[index].count += count
            entries[index].bytes += bytes
        } else {
            entries.insert(Entry(log: log, count: count, bytes: bytes), at: index)
        }
    }

    /// Forgets everything but the memory.
    mutating func removeAll() {
        if !entries.isEmpty { entries.removeAll(keepingCapacity: true) }
    }

    /// Where a log stands, or would.
    private func place(of log: LogID) -> Int {
        if let last = entries.last {
            if last.log < log { return entries.count }
            if last.log == log { return entries.count - 1 }
        }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].log < log { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
