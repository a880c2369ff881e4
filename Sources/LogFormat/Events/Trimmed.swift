package import Base

/// All messages of a topic's log below an offset were dropped: by retention, or because somebody asked.
///
/// ```
///  0  8  event header
///  8  4  log
/// 12  4  zero
/// 16  8  trimmed at, ms
/// 24  8  first offset that stays
/// 32  4  length of the tagged fields: none yet
/// ```
package struct Trimmed: Equatable, Sendable {
    package var log: LogID
    package var trimmedAt: Instant
    /// The first offset that stays.
    package var below: Offset

    package init(log: LogID, trimmedAt: Instant, below: Offset) {
        self.log = log
        self.trimmedAt = trimmedAt
        self.below = below
    }
}

extension Trimmed {
    init(_ fields: inout FieldReader) throws(FormatError) {
        log = LogID(try fields.next(UInt32.self))
        try fields.zero(UInt32.self)
        trimmedAt = try fields.instant()
        below = Offset(try fields.next(UInt64.self))
        guard below.rawValue <= 1 << 53 else { throw .badField("below") }
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.trimmed)
        output.append(littleEndian: log.rawValue)
        output.append(littleEndian: UInt32(0))
        output.append(trimmedAt)
        output.append(littleEndian: below.rawValue)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
