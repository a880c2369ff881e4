package import Base

/// Messages of a queue that waited are ready, as if published now.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  stretches n
/// 16  8  time, ms
/// 24  8  lane, and the offset before which they are handed out
/// 32  4  length of the tagged fields: none yet
/// 36  12 × n  first offset u64 · messages u32, in the order they are handed out
/// ```
package struct FellDue: Equatable, Sendable {
    package var queue: EntityID
    package var lane: UInt16
    package var at: Instant
    /// Where they stand in line: before this offset of the lane's log, behind those that are lower.
    package var position: Offset
    /// Neighbouring messages, in the order they are handed out.
    package var stretches: [Range<Offset>]

    package init(
        queue: EntityID, lane: UInt16 = 0, at: Instant, position: Offset, stretches: [Range<Offset>]
    ) {
        self.queue = queue
        self.lane = lane
        self.at = at
        self.position = position
        self.stretches = stretches
    }
}

extension FellDue {
    static let stretchBytes = 12

    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        at = try fields.instant()
        let place = try fields.laneOffset()
        lane = place.lane
        position = place.offset
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        let bytes = try fields.rest()
        guard bytes.count == Int(count) * Self.stretchBytes else {
            throw .badField("stretches")
        }
        stretches = []
        stretches.reserveCapacity(Int(count))
        for start in stride(from: 0, to: bytes.count, by: Self.stretchBytes) {
            let first = bytes.load(start, as: UInt64.self)
            let length = bytes.load(start + 8, as: UInt32.self)
            guard length > 0, first < position.rawValue, UInt64(length) <= position.rawValue - first else {
                throw .badField("stretches")
            }
            stretches.append(Offset(first)..<Offset(first + UInt64(length)))
        }
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.fellDue)
        output.append(queue)
        output.append(littleEndian: UInt32(stretches.count))
        output.append(at)
        output.append(littleEndian: LaneOffset(lane: lane, position).packed)
        output.appendNoTagged()
        for stretch in stretches {
            output.append(littleEndian: stretch.lowerBound.rawValue)
            output.append(littleEndian: UInt32(stretch.upperBound.rawValue - stretch.lowerBound.rawValue))
        }
        output.endEvent(start)
    }
}
