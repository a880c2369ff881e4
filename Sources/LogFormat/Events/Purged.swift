package import Base

/// All messages of a queue below an offset were dropped, leased ones too.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  zero
/// 16  8  purged at, ms
/// 24  8  first offset that stays
/// 32  4  length of the tagged fields: none yet
/// ```
package struct Purged: Equatable, Sendable {
    package var queue: EntityID
    package var purgedAt: Instant
    /// The first offset that stays.
    package var below: Offset

    package init(queue: EntityID, purgedAt: Instant, below: Offset) {
        self.queue = queue
        self.purgedAt = purgedAt
        self.below = below
    }
}

extension Purged {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        try fields.zero(UInt32.self)
        purgedAt = try fields.instant()
        below = Offset(try fields.next(UInt64.self))
        guard below.rawValue <= 1 << 53 else { throw .badField("below") }
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.purged)
        output.append(queue)
        output.append(littleEndian: UInt32(0))
        output.append(purgedAt)
        output.append(littleEndian: below.rawValue)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
