package import Base

/// A job began that moves messages out of a queue.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  number of the job in its queue
/// 16  8  time, ms
/// 24  4  lanes n
/// 28  4  length of the tagged fields; see `RedriveOrder`
/// ..  8 × n  the offset of each lane at which it ends
/// ```
package struct RedriveStarted: Equatable, Sendable {
    package var queue: EntityID
    package var number: UInt32
    package var at: Instant
    package var order: RedriveOrder
    /// The offset of each lane at which it ends: what comes later stays.
    package var ends: [Offset]

    package init(queue: EntityID, number: UInt32, at: Instant, order: RedriveOrder, ends: [Offset]) {
        self.queue = queue
        self.number = number
        self.at = at
        self.order = order
        self.ends = ends
    }

    /// A bound of the bytes behind the fixed ones.
    var listBytes: Int { order.taggedBytes + 8 * ends.count }
}

extension RedriveStarted {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        number = try fields.next(UInt32.self)
        at = try fields.instant()
        let lanes = try fields.next(UInt32.self)
        order = try RedriveOrder(try fields.tagged())
        ends = try fields.offsets(lanes)
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.redriveStarted)
        output.append(queue)
        output.append(littleEndian: number)
        output.append(at)
        output.append(littleEndian: UInt32(ends.count))
        order.encodeTagged(into: &output)
        for end in ends { output.append(littleEndian: end.rawValue) }
        output.endEvent(start)
    }
}

extension FieldReader {
    /// One offset for each lane of a queue.
    mutating func offsets(_ lanes: UInt32) throws(FormatError) -> [Offset] {
        guard lanes <= UInt32(LaneOffset.lanesMax) else { throw .badField("lanes") }
        var offsets: [Offset] = []
        for _ in 0..<lanes {
            let offset = Offset(try next(UInt64.self))
            guard offset.rawValue <= 1 << 53 else { throw .badField("offset") }
            offsets.append(offset)
        }
        return offsets
    }
}
