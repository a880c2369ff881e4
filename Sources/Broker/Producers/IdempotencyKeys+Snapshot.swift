internal import Base
internal import LogFormat

extension IdempotencyKeys {
    private static let recordMax = 64

    /// Writes some from an ordinal on, and tells where to go on; nil when there is no more.
    ///
    /// Those up to `end` are visited, which were known when `mark` was; what is forgotten before its visit is
    /// left out, as replay would forget it as well.
    ///
    /// ```
    ///  0  8  record header
    ///  8  8  sequence of the last event of all keys
    /// 16  8  when the youngest that made room for others was taken, ms; the lowest number for none
    /// 24  4  length of the tagged fields: none yet
    /// 28     the fields of an idempotent_result event each, the oldest first
    /// ```
    func encode(
        from ordinal: UInt64, to end: UInt64, mark: JournalSequence, into output: inout ByteBuffer
    ) -> UInt64? {
        let first = Swift.max(ordinal, dropped)
        let last = Swift.min(end, first + UInt64(Self.recordMax))
        let start = output.beginRecord(.idempotencyKeys)
        output.append(littleEndian: mark.rawValue)
        output.append(ousted)
        output.appendNoTagged()
        if first < last { for ordinal in first..<last { self[ordinal].encodeFields(into: &output) } }
        output.endRecord(start)
        return last < end ? last : nil
    }
}

extension Broker {
    mutating func restoreIdempotencyKeys(_ fields: inout FieldReader) throws(FormatError) {
        let mark = EventMark(restored: JournalSequence(try fields.next(UInt64.self)))
        let ousted = try fields.instant()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        while !fields.isAtEnd { keys.add(try IdempotentResult(&fields)) }
        keys.restore(mark: mark, ousted: ousted)
    }
}
