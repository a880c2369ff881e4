internal import Base
internal import LogFormat

extension Log {
    private static let noPartition = UInt32.max

    /// ```
    ///  0  8  record header
    ///  8  4  id
    /// 12  4  owner
    /// 16  4  partition (0xFFFFFFFF: a queue's log)
    /// 20  4  length of the tagged fields: none yet
    /// 24  8  sequence of its last event
    /// 32  8  next offset
    /// 40  8  offset of the first message that is kept
    /// 48  8  timestamp of the last append, ms; the lowest number before any
    /// ```
    func encode(into output: inout ByteBuffer) {
        let start = output.beginRecord(.log)
        output.append(littleEndian: id.rawValue)
        output.append(owner)
        output.append(littleEndian: partition ?? Self.noPartition)
        output.appendNoTagged()
        output.append(littleEndian: mark.last.rawValue)
        output.append(littleEndian: next.rawValue)
        output.append(littleEndian: self.start.rawValue)
        output.append(lastTimestamp)
        output.endRecord(start)
    }

    convenience init(_ fields: inout FieldReader) throws(FormatError) {
        let id = LogID(try fields.next(UInt32.self))
        let owner = try fields.entity()
        let partition = try fields.next(UInt32.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        self.init(id: id, owner: owner, partition: partition == Self.noPartition ? nil : partition)
        let mark = EventMark(restored: JournalSequence(try fields.next(UInt64.self)))
        let next = Offset(try fields.next(UInt64.self))
        let start = Offset(try fields.next(UInt64.self))
        guard start <= next, next.rawValue <= 1 << 53 else { throw .badField("offset") }
        restore(mark, next: next, start: start, lastTimestamp: try fields.instant())
    }
}

extension Broker {
    mutating func restoreLog(_ fields: inout FieldReader) throws(FormatError) {
        guard entities.restore(try Log(&fields)) else { throw .badField("id") }
    }
}
