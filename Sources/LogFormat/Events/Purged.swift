package import Base

/// All messages of a queue below an offset were dropped, leased ones too.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  zero
/// 16  8  purged at, ms
/// 24  8  first offset that stays
/// 32  4  length of the tagged fields; 1: u64 for each further lane, the first offset that stays there
/// ```
package struct Purged: Equatable, Sendable {
    package var queue: EntityID
    package var purgedAt: Instant
    /// The first offset that stays.
    package var below: Offset
    /// The same for each further lane.
    package var others: [Offset]

    package init(queue: EntityID, purgedAt: Instant, below: Offset, others: [Offset] = []) {
        self.queue = queue
        self.purgedAt = purgedAt
        self.below = below
        self.others = others
    }
}

extension Purged {
    private static let othersTag: UInt8 = 1

    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        try fields.zero(UInt32.self)
        purgedAt = try fields.instant()
        below = Offset(try fields.next(UInt64.self))
        guard below.rawValue <= 1 << 53 else { throw .badField("below") }
        others = []
        var tagged = try fields.tagged()
        if !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag == Self.othersTag, !field.bytes.isEmpty, field.bytes.count % 8 == 0,
                field.bytes.count / 8 < Int(LaneOffset.lanesMax), tagged.isAtEnd
            else { throw .badField("tag") }
            for at in stride(from: 0, to: field.bytes.count, by: 8) {
                let other = field.bytes.load(at, as: UInt64.self)
                guard other <= 1 << 53 else { throw .badField("below") }
                others.append(Offset(other))
            }
        }
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.purged)
        output.append(queue)
        output.append(littleEndian: UInt32(0))
        output.append(purgedAt)
        output.append(littleEndian: below.rawValue)
        if others.isEmpty {
            output.appendNoTagged()
        } else {
            output.append(littleEndian: UInt32(4 + 8 * others.count))
            output.append(tag: Self.othersTag, length: 8 * others.count)
            for other in others { output.append(littleEndian: other.rawValue) }
        }
        output.endEvent(start)
    }
}
