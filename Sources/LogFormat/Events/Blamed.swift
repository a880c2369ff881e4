package import Base

/// Messages that joined a queue in the same frame begin with failures, as they had them elsewhere.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  log
/// 16  4  messages
/// 20  4  failures
/// 24  8  first offset
/// 32  8  at, ms
/// 40  4  length of the tagged fields: none yet
/// ```
package struct Blamed: Equatable, Sendable {
    package var queue: EntityID
    package var log: LogID
    package var first: Offset
    package var count: Int
    /// At least 1.
    package var failures: UInt16
    package var at: Instant

    package init(queue: EntityID, log: LogID, first: Offset, count: Int, failures: UInt16, at: Instant) {
        self.queue = queue
        self.log = log
        self.first = first
        self.count = count
        self.failures = failures
        self.at = at
    }
}

extension Blamed {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        log = LogID(try fields.next(UInt32.self))
        count = Int(try fields.next(UInt32.self))
        let number = try fields.next(UInt32.self)
        first = Offset(try fields.next(UInt64.self))
        at = try fields.instant()
        guard count > 0, first.rawValue < 1 << 53 else { throw .badField("messages") }
        guard (1...UInt32(Limits.deliveriesMax)).contains(number) else { throw .badField("failures") }
        failures = UInt16(number)
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.blamed)
        output.append(queue)
        output.append(littleEndian: log.rawValue)
        output.append(littleEndian: UInt32(count))
        output.append(littleEndian: UInt32(failures))
        output.append(littleEndian: first.rawValue)
        output.append(at)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
