package import Base

/// Messages that joined a queue in the same frame are not ready before their time.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  messages
/// 16  8  lane and first offset
/// 24  8  when they are ready, ms
/// 32  4  length of the tagged fields: none yet
/// ```
package struct Delayed: Equatable, Sendable {
    package var queue: EntityID
    package var lane: UInt16
    package var first: Offset
    package var count: Int
    package var until: Instant

    package init(queue: EntityID, lane: UInt16 = 0, first: Offset, count: Int, until: Instant) {
        self.queue = queue
        self.lane = lane
        self.first = first
        self.count = count
        self.until = until
    }
}

extension Delayed {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        count = Int(try fields.next(UInt32.self))
        let start = try fields.laneOffset()
        lane = start.lane
        first = start.offset
        until = try fields.instant()
        guard count > 0 else { throw .badField("messages") }
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.delayed)
        output.append(queue)
        output.append(littleEndian: UInt32(count))
        output.append(littleEndian: LaneOffset(lane: lane, first).packed)
        output.append(until)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
