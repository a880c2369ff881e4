package import Base

/// A queue got lanes, each over a log.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  2  number of the first of them; 0 says of the lane that it was declared with where that begins
/// 14  2  lanes n
/// 16  4  length of the tagged fields: none yet
/// 20  12 × n  log u32 · first offset that is handed out u64
/// ```
package struct LanesAdded: Equatable, Sendable {
    /// One of them.
    package struct Lane: Equatable, Sendable {
        package var log: LogID
        package var start: Offset

        package init(log: LogID, start: Offset) {
            self.log = log
            self.start = start
        }
    }

    package var queue: EntityID
    package var first: UInt16
    package var lanes: [Lane]

    package init(queue: EntityID, first: UInt16, lanes: [Lane]) {
        self.queue = queue
        self.first = first
        self.lanes = lanes
    }
}

extension LanesAdded {
    static let laneBytes = 12

    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        first = try fields.next(UInt16.self)
        let count = try fields.next(UInt16.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        guard count > 0, Int(first) + Int(count) <= Int(LaneOffset.lanesMax) else { throw .badField("lanes") }
        lanes = []
        for _ in 0..<count {
            let log = LogID(try fields.next(UInt32.self))
            let start = try fields.next(UInt64.self)
            guard start < 1 << 53 else { throw .badField("offset") }
            lanes.append(Lane(log: log, start: Offset(start)))
        }
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.lanesAdded)
        output.append(queue)
        output.append(littleEndian: first)
        output.append(littleEndian: UInt16(lanes.count))
        output.appendNoTagged()
        for lane in lanes {
            output.append(littleEndian: lane.log.rawValue)
            output.append(littleEndian: lane.start.rawValue)
        }
        output.endEvent(start)
    }
}
