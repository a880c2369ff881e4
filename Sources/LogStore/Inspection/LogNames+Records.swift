package import Base
import LogFormat

extension LogNames {
    /// Takes in the declarations among the broker's records of a snapshot; the rest is passed over.
    ///
    /// Returns how many things of a name were declared.
    @discardableResult
    package mutating func note(records: ByteView) -> Int {
        var rest = records
        var count = 0
        while !rest.isEmpty {
            guard let header = try? RecordHeader(decoding: rest) else { return count }
            if let event = Self.declaration(header.kind, rest[0..<header.recordBytes]) {
                note(event)
                count += 1
            }
            rest = rest.dropping(header.recordBytes)
        }
        return count
    }

    /// The event that the record of an entity ends with.
    private static func declaration(_ kind: RecordKind, _ record: ByteView) -> Event? {
        // Behind the header: mark, version and tagged fields; of a queue three offsets as well.
        let fields = RecordHeader.encodedBytes + 12
        let skipped: Int
        switch kind {
        case .namespace, .topic: skipped = 0
        case .queue: skipped = 24
        default: return nil
        }
        guard fields + 4 <= record.count else { return nil }
        let start = fields + 4 + Int(record.load(fields, as: UInt32.self)) + skipped
        guard start < record.count else { return nil }
        let bytes = record.dropping(start)
        var runs: [SlotRun] = []
        guard let header = try? EventHeader(decoding: bytes) else { return nil }
        return try? Event.decode(header, bytes, runs: &runs)
    }
}
