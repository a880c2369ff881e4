internal import Base
internal import LogFormat

extension Broker {
    /// As `NackReceipts.encode` wrote it.
    mutating func restoreHandedBack(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue else { throw .badField("queue") }
        while !fields.isAtEnd {
            let offset = try fields.next(UInt64.self)
            let generation = try fields.next(UInt32.self)
            queue.receipts.restore(offset: offset, generation: generation, at: try fields.instant())
        }
    }
}
