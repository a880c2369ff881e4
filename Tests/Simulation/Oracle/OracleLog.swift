import Base

/// A message as its publisher knows it.
struct OracleLine {
    /// The stored part, LF included.
    let bytes: [UInt8]
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

    init(_ id: LogID) { self.id = id }

    /// Takes in an append; says what is wrong with where it landed.
    mutating func append(
        _ added: [[UInt8]], first: Offset, timestamp: Instant, sequence: JournalSequence
    ) -> String? {
        if first.rawValue != UInt64(lines.count) {
            return "log \(id.rawValue) gave offset \(first.rawValue) instead of \(lines.count)"
        }
        if let last = lines.last, timestamp < last.timestamp {
            return "log \(id.rawValue): time went back at offset \(first.rawValue)"
        }
        for bytes in added {
            lines.append(OracleLine(bytes: bytes, timestamp: timestamp, sequence: sequence))
        }
        return nil
    }
}
