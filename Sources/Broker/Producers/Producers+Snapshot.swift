internal import Base
internal import LogFormat

extension Producers {
    private static let recordMax = 16

    /// Writes some from a place on, and tells where to go on; nil when there is no more.
    ///
    /// ```
    ///  0  8  record header
    ///  8  8  when the youngest that made room for others was last heard of, ms; the lowest number for none
    /// 16  4  length of the tagged fields: none yet
    /// 20     producers, in no order:
    ///        0  16 hash
    ///       16  8  sequence of its last event
    ///       24  8  epoch
    ///       32  8  number of its latest publish
    ///       40  8  last heard of, ms
    ///       48  4  topic or queue
    ///       52  4  results n ≥ 1, whose numbers follow each other and end with the latest
    ///       56     n × fingerprint u64 · result
    /// ```
    func encode(from index: Int, into output: inout ByteBuffer) -> Int? {
        let start = output.beginRecord(.producers)
        output.append(ousted)
        output.appendNoTagged()
        let end = Swift.min(slots.count, index + Self.recordMax)
        if index < end { for producer in slots[index..<end] { producer?.encode(into: &output) } }
        output.endRecord(start)
        return end < slots.count ? end : nil
    }
}

extension Producer {
    fileprivate func encode(into output: inout ByteBuffer) {
        output.append(hash)
        output.append(littleEndian: mark.last.rawValue)
        output.append(littleEndian: epoch)
        output.append(littleEndian: number)
        output.append(heardAt)
        output.append(target)
        output.append(littleEndian: UInt32(outcomes.count))
        for outcome in outcomes {
            output.append(littleEndian: outcome.fingerprint)
            outcome.result.encode(into: &output)
        }
    }

    fileprivate convenience init(_ fields: inout FieldReader) throws(FormatError) {
        let hash = try fields.identityHash()
        let mark = EventMark(restored: JournalSequence(try fields.next(UInt64.self)))
        let (epoch, number) = (try fields.next(UInt64.self), try fields.next(UInt64.self))
        let heardAt = try fields.instant()
        let target = try fields.entity()
        let count = try fields.next(UInt32.self)
        guard (1...1024).contains(count), number < 1 << 53, number + 1 >= UInt64(count) else {
            throw .badField("results")
        }
        var outcomes: [Outcome] = []
        for _ in 0..<count {
            let fingerprint = try fields.next(UInt64.self)
            outcomes.append(Outcome(fingerprint: fingerprint, result: try PublishResult(&fields)))
        }
        self.init(
            hash: hash, target: target, epoch: epoch, number: number, heardAt: heardAt, outcomes: outcomes)
        self.mark = mark
    }
}

extension Broker {
    mutating func restoreProducers(_ fields: inout FieldReader) throws(FormatError) {
        let ousted = try fields.instant()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        producers.note(ousted: ousted)
        while !fields.isAtEnd { producers.restore(try Producer(&fields)) }
    }
}
