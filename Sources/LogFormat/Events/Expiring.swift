package import Base

/// Messages that joined a queue in the same frame live until a time at most.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  log
/// 16  4  messages
/// 20  4  1 when nothing is to be left of them after that, else 0
/// 24  8  first offset
/// 32  8  until when they live, ms
/// 40  4  length of the tagged fields: none yet
/// ```
package struct Expiring: Equatable, Sendable {
    package var queue: EntityID
    package var log: LogID
    package var first: Offset
    package var count: Int
    package var until: Instant
    /// Whether they are never moved elsewhere after that, wherever dead letters go.
    package var isFinal: Bool

    package init(
        queue: EntityID, log: LogID, first: Offset, count: Int, until: Instant, isFinal: Bool = false
    ) {
        self.queue = queue
        self.log = log
        self.first = first
        self.count = count
        self.until = until
        self.isFinal = isFinal
    }
}

extension Expiring {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        log = LogID(try fields.next(UInt32.self))
        count = Int(try fields.next(UInt32.self))
        let flags = try fields.next(UInt32.self)
        guard flags <= 1 else { throw .badField("flags") }
        isFinal = flags == 1
        first = Offset(try fields.next(UInt64.self))
        until = try fields.instant()
        guard count > 0, first.rawValue < 1 << 53 else { throw .badField("messages") }
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.expiring)
        output.append(queue)
        output.append(littleEndian: log.rawValue)
        output.append(littleEndian: UInt32(count))
        output.append(littleEndian: UInt32(isFinal ? 1 : 0))
        output.append(littleEndian: first.rawValue)
        output.append(until)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
