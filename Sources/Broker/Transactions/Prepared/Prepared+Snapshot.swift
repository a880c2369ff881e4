internal import Base
internal import LogFormat

extension PreparedTable {
    private static let recordMax = 64

    /// Writes some from a number on, and tells where to go on; nil when there is no more.
    ///
    /// First of all the number that the next one gets; then a record for each:
    /// ```
    ///  0  8  record header
    ///  8  8  sequence of its last event
    /// 16  4  length of its end: 0 while it waits
    /// 20     the fields of its end, then those of the event that it was prepared by
    /// ```
    func encode(from number: UInt64, into output: inout ByteBuffer) -> UInt64? {
        if number == 0 {
            let start = output.beginRecord(.preparedNumbers)
            output.append(littleEndian: next)
            output.appendNoTagged()
            output.endRecord(start)
        }
        var place = place(of: number)
        let end = Swift.min(entries.count, place + Self.recordMax)
        let bytes = output.count
        while place < end, output.count - bytes < 256 * 1024 {
            entries[place].encode(into: &output)
            place += 1
        }
        return place < entries.count ? entries[place].event.number : nil
    }
}

extension Prepared {
    fileprivate func encode(into output: inout ByteBuffer) {
        let start = output.beginRecord(.prepared)
        output.append(littleEndian: mark.last.rawValue)
        let length = output.count
        output.append(littleEndian: UInt32(0))
        end?.encodeFields(into: &output)
        output.store(littleEndian: UInt32(output.count - length - 4), at: length)
        event.encodeFields(into: &output)
        output.endRecord(start)
    }
}

extension Broker {
    mutating func restorePreparedNumbers(_ fields: inout FieldReader) throws(FormatError) {
        let next = try fields.next(UInt64.self)
        guard next < 1 << 53, try fields.tagged().isAtEnd else { throw .badField("number") }
        prepared.restore(next: next)
    }

    mutating func restorePrepared(_ fields: inout FieldReader) throws(FormatError) {
        let mark = EventMark(restored: JournalSequence(try fields.next(UInt64.self)))
        let length = Int(try fields.next(UInt32.self))
        var end: PreparedEnded?
        if length > 0 {
            var bytes = FieldReader(try fields.take(length))
            end = try PreparedEnded(&bytes)
            try bytes.end()
        }
        let event = try MessagePrepared(&fields)
        guard end == nil || (end?.number == event.number && event.line.isEmpty) else {
            throw .badField("prepared")
        }
        prepared.restore(event, end, mark)
    }

    /// Writes the prepared messages as lines of text; nothing when there never was one.
    func tracePrepared(into output: inout ByteBuffer) {
        guard prepared.next > 1 else { return }
        output.append(
            "prepared next \(prepared.next) waiting \(prepared.waitingCount) "
                + "bytes \(prepared.waitingBytes)\n")
        for one in prepared.entries {
            let end = one.end.map {
                "\($0.outcome) \($0.endedAt.milliseconds) at \($0.partition)/\($0.offset.rawValue)"
            }
            output.append(
                "- \(one.event.number) of \(one.event.target.rawValue) "
                    + "until \(one.event.deadline.milliseconds) bytes \(one.event.line.count) "
                    + "\(end ?? "waits") sequence \(one.mark.last.rawValue)\n")
        }
    }
}
