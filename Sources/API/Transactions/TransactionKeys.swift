internal import Base
internal import LogFormat
internal import Node

/// Which messages of a transaction are the latest of their keys so far, in compacted topics.
struct TransactionKeys {
    private struct Place: Hashable {
        let log: LogID
        let key: UInt64
    }

    /// Messages so far, by log; looked up, never iterated.
    private var counts: [LogID: Int] = [:]
    /// Looked up, never iterated.
    private var latest: [Place: KeyExpectation.Earlier] = [:]

    /// Enters the next message of a log; tells the one of its key before it.
    mutating func add(_ key: KeyHash, in log: LogID) -> KeyExpectation.Earlier? {
        let line = counts[log, default: 0]
        counts[log] = line + 1
        return latest.updateValue(
            KeyExpectation.Earlier(line: line, isTombstone: key.isTombstone),
            forKey: Place(log: log, key: key.word))
    }

    /// Enters a message without a key.
    mutating func add(in log: LogID) { counts[log, default: 0] += 1 }
}
