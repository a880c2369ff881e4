internal import Base
internal import LogFormat

extension Schedules {
    private static let recordBytes = 16 * 1024

    /// Writes some from a slot on, and tells where to go on; nil when there is no more.
    ///
    /// ```
    ///  0  8  record header
    ///  8  8  serial number that the next one gets
    /// 16  4  length of the tagged fields: none yet
    /// 20     schedules by slot, each:
    ///        0  8  sequence of its last event
    ///        8  4  bits: 1 paused
    ///       12  4  late runs in a row
    ///       16  8  last run, ms; the highest number for none
    ///       24  8  finished at, ms; the highest number for not
    ///       32  8  runs
    ///       40  8  runs that did not take place
    ///       48     a schedule_set event with the settings of now
    /// ```
    func encode(from slot: Int, into output: inout ByteBuffer) -> Int? {
        let start = output.beginRecord(.schedules)
        output.append(littleEndian: nextSerial)
        output.appendNoTagged()
        var slot = slot
        while slot < slots.count, output.count - start < Self.recordBytes {
            // Free slots in a row take time too, but each costs less than a byte does.
            slots[slot]?.encode(into: &output)
            slot += 1
        }
        output.endRecord(start)
        return slot < slots.count ? slot : nil
    }
}

extension Schedule {
    private static let pausedBit: UInt32 = 1

    fileprivate func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: mark.last.rawValue)
        output.append(littleEndian: isPaused ? Self.pausedBit : 0)
        output.append(littleEndian: late)
        output.append(lastRun ?? .distantFuture)
        output.append(finishedAt ?? .distantFuture)
        output.append(littleEndian: runs)
        output.append(littleEndian: missed)
        Event.scheduleSet(declaration).encode(into: &output, runs: [])
    }

    fileprivate convenience init(_ fields: inout FieldReader) throws(FormatError) {
        let mark = EventMark(restored: JournalSequence(try fields.next(UInt64.self)))
        let bits = try fields.next(UInt32.self)
        guard bits <= Self.pausedBit else { throw .badField("bits") }
        let late = try fields.next(UInt32.self)
        let (lastRun, finishedAt) = (try fields.instantOrNone(), try fields.instantOrNone())
        let (runs, missed) = (try fields.next(UInt64.self), try fields.next(UInt64.self))
        guard case .scheduleSet(let event) = try fields.event() else { throw .badField("event") }
        self.init(event)
        self.mark = mark
        self.late = late
        isPaused = bits & Self.pausedBit != 0
        (self.lastRun, self.finishedAt) = (lastRun, finishedAt)
        (self.runs, self.missed) = (runs, missed)
    }
}

extension FieldReader {
    /// An event that more fields follow.
    fileprivate mutating func event() throws(FormatError) -> Event? {
        var ahead = self
        let head = try ahead.take(EventHeader.encodedBytes)
        let length = Int(head.load(4, as: UInt32.self))
        let bytes = try take(EventHeader.encodedBytes + length)
        var runs: [SlotRun] = []
        return try Event.decode(EventHeader(decoding: bytes), bytes, runs: &runs)
    }
}

extension Broker {
    mutating func restoreSchedules(_ fields: inout FieldReader) throws(FormatError) {
        schedules.reserve(serial: try fields.next(UInt64.self))
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        while !fields.isAtEnd {
            let schedule = try Schedule(&fields)
            guard Int(schedule.id.slot) <= schedules.slots.count + 1 << 20,
                schedules[slot: schedule.id.slot] == nil, schedules.place(schedule).isPlaced
            else { throw .badField("slot") }
        }
    }
}
