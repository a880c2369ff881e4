package import Base

/// A prepared message was committed, in the frame that tells of its place, or is gone.
///
/// ```
///  0  8  event header
///  8  8  number
/// 16  8  ended at, ms
/// 24  1  outcome: 1 committed, 2 rolled back, 3 its deadline passed
/// 25  3  zero
/// 28  4  partition where it came to stand; 0 for a queue
/// 32  8  offset there
/// 40  4  length of the tagged fields: none yet
/// ```
package struct PreparedEnded: Equatable, Sendable {
    /// What became of it.
    package enum Outcome: UInt8, Equatable, Sendable {
        case committed = 1
        case rolledBack = 2
        case expired = 3
    }

    package var number: UInt64
    package var endedAt: Instant
    package var outcome: Outcome
    package var partition: UInt32
    package var offset: Offset

    package init(
        number: UInt64, endedAt: Instant, outcome: Outcome, partition: UInt32 = 0, offset: Offset = .zero
    ) {
        self.number = number
        self.endedAt = endedAt
        self.outcome = outcome
        self.partition = partition
        self.offset = offset
    }
}

extension PreparedEnded {
    package init(_ fields: inout FieldReader) throws(FormatError) {
        number = try fields.next(UInt64.self)
        endedAt = try fields.instant()
        guard let outcome = Outcome(rawValue: try fields.next(UInt8.self)) else { throw .badField("outcome") }
        self.outcome = outcome
        try fields.zero(UInt8.self)
        try fields.zero(UInt16.self)
        partition = try fields.next(UInt32.self)
        offset = Offset(try fields.next(UInt64.self))
        guard number < 1 << 53, partition < Limits.partitionsMax, offset.rawValue < 1 << 53 else {
            throw .badField("prepared")
        }
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
    }

    /// Writes everything but a header.
    package func encodeFields(into output: inout ByteBuffer) {
        output.append(littleEndian: number)
        output.append(endedAt)
        output.append(outcome.rawValue)
        output.append(UInt8(0))
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: partition)
        output.append(littleEndian: offset.rawValue)
        output.appendNoTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.preparedEnded)
        encodeFields(into: &output)
        output.endEvent(start)
    }
}
