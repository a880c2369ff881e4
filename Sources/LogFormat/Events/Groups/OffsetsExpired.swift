package import Base

/// Offsets of a group are no more: it had no members for too long, or their topics are gone.
///
/// ```
///  0  8  event header
///  8  4  group
/// 12  4  logs n; 0 means all offsets that it has
/// 16  8  time, ms
/// 24  4  length of the tagged fields: none yet
/// 28  4 × n  log, ascending
/// ```
package struct OffsetsExpired: Equatable, Sendable {
    package var group: EntityID
    package var expiredAt: Instant
    /// Of which logs, ascending; empty for all.
    package var logs: [LogID]

    package init(group: EntityID, expiredAt: Instant, logs: [LogID] = []) {
        self.group = group
        self.expiredAt = expiredAt
        self.logs = logs
    }
}

extension OffsetsExpired {
    init(_ fields: inout FieldReader) throws(FormatError) {
        group = try fields.entity()
        let count = try fields.next(UInt32.self)
        expiredAt = try fields.instant()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        logs = []
        for _ in 0..<count {
            let log = LogID(try fields.next(UInt32.self))
            if let last = logs.last, log <= last { throw .badField("log") }
            logs.append(log)
        }
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.offsetsExpired)
        output.append(group)
        output.append(littleEndian: UInt32(logs.count))
        output.append(expiredAt)
        output.appendNoTagged()
        for log in logs { output.append(littleEndian: log.rawValue) }
        output.endEvent(start)
    }
}
