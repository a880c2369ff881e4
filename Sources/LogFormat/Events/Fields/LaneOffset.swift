package import Base

/// A message of a queue: which of its lanes it stands in, and where.
///
/// As one number the lane stands above the offset, so that whoever knows of one lane only sees offsets.
package struct LaneOffset: Comparable, Hashable, Sendable {
    /// Lanes a queue can have at most: one for each partition of a topic.
    package static let lanesMax = UInt16(Limits.partitionsMax)
    /// Bits of an offset.
    static let offsetBits: UInt64 = 53

    package var lane: UInt16
    package var offset: Offset

    package init(lane: UInt16 = 0, _ offset: Offset) {
        self.lane = lane
        self.offset = offset
    }

    /// Reads both back from one number.
    package init(packed: UInt64) {
        lane = UInt16(packed >> Self.offsetBits)
        offset = Offset(packed & ((1 << Self.offsetBits) - 1))
    }

    /// Both as one number; offsets ascend within a lane, and lanes before that.
    package var packed: UInt64 { UInt64(lane) << Self.offsetBits | offset.rawValue }

    package static func < (left: LaneOffset, right: LaneOffset) -> Bool { left.packed < right.packed }
}

extension FieldReader {
    /// A message of a queue, its lane in the upper bits.
    mutating func laneOffset() throws(FormatError) -> LaneOffset {
        let place = LaneOffset(packed: try next(UInt64.self))
        guard place.lane < LaneOffset.lanesMax else { throw .badField("lane") }
        return place
    }
}
