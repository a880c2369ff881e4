package import Base

/// Messages that joined a queue in the same frame are not ready before their time.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  messages
/// 16  8  first offset
/// 24  8  when they are ready, ms
/// 32  4  length of the tagged fields: none yet
/// ```
package struct Delayed: Equatable, Sendable {
    package var queue: EntityID
    package var first: Offset
    package var count: Int
    package var until: Instant

    package init(queue: EntityID, first: Offset, count: Int, until: Instant) {
        self.queue = queue
        self.first = first
        self.count = count
        self.until = until
    }
}

extension Delayed {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        count = Int(try fields.next(UInt32.self))
        first = Offset(try fields.next(UInt64.self))
        until = try fields.instant()
        guard count > 0, first.rawValue < 1 << 53 else { throw .badField("messages") }
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.delayed)
        output.append(queue)
        output.append(littleEndian: UInt32(count))
        output.append(littleEndian: first.rawValue)
        output.append(until)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
