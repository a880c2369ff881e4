import Base
import LogFormat

/// The key of a message: one of few.
struct OracleKey: Equatable {
    let number: Int
    /// Whether the message says that the key is no more.
    let isTombstone: Bool

    var name: String { "k\(number)" }
}

/// A message as its publisher knows it.
struct OracleLine {
    /// The stored part, LF included.
    let bytes: [UInt8]
    let key: OracleKey?
    let timestamp: Instant
    /// No reader may see it before the journal is durable up to here.
    let sequence: JournalSequence
}

/// The messages of a log, by offset.
struct OracleLog {
    let id: LogID
    private(set) var lines: [OracleLine] = []
    /// The first message that is kept.
    var start = Offset.zero
    /// Limits that were set once may have moved the start up to here.
    var mayBegin = Offset.zero
    /// What a later message of its key supersedes may be gone.
    var mayBeCompacted = false
    /// The last message of each key.
    private(set) var latest: [Int: Int] = [:]

    init(_ id: LogID) { self.id = id }

    /// Up to where `retention` may have moved the start by `now`.
    func mayBegin(by retention: Retention, now: Instant) -> Offset {
        var begin = max(start, mayBegin)
        if retention.bytes != nil { begin = Offset(UInt64(lines.count)) }
        if let count = retention.count { begin = max(begin, Offset(UInt64(max(0, lines.count - count)))) }
        if let time = retention.time {
            let kept = now + Interval(milliseconds: -time.milliseconds)
            let first = lines.firstIndex { $0.timestamp >= kept } ?? lines.count
            begin = max(begin, Offset(UInt64(first)))
        }
        return begin
    }

    /// Whether compaction may have removed the message, or may do so; tombstones only up to a time.
    func isSuperseded(_ offset: Offset, tombstonesUntil: Instant) -> Bool {
        let index = Int(offset.rawValue)
        guard mayBeCompacted, index < lines.count, let key = lines[index].key else { return false }
        if latest[key.number] != index { return true }
        return key.isTombstone && lines[index].timestamp <= tombstonesUntil
    }

    /// Takes in an append; says what is wrong with where it landed.
    mutating func append(
        _ added: [[UInt8]], keys: [OracleKey?] = [], first: Offset, timestamp: Instant,
        sequence: JournalSequence
    ) -> String? {
        if first.rawValue != UInt64(lines.count) {
            return "log \(id.rawValue) gave offset \(first.rawValue) instead of \(lines.count)"
        }
        if let last = lines.last, timestamp < last.timestamp {
            return "log \(id.rawValue): time went back at offset \(first.rawValue)"
        }
        for (index, bytes) in added.enumerated() {
            let key = index < keys.count ? keys[index] : nil
            if let key { latest[key.number] = lines.count }
            lines.append(OracleLine(bytes: bytes, key: key, timestamp: timestamp, sequence: sequence))
        }
        return nil
    }
}
