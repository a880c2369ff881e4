package import Base

/// A run of a schedule took place, or was passed over; its message stands in the same frame.
///
/// ```
///  0  8  event header
///  8  4  slot
/// 12  4  zero
/// 16  8  serial number
/// 24  1  bits: 1 passed over, 2 by hand
/// 25  3  zero
/// 28  4  runs that were passed over, this one left out
/// 32  4  runs in a row that came too late
/// 36  4  zero
/// 40  8  fired at, ms
/// 48  8  when it was due, ms
/// 56  8  next run, ms; the highest number for none: it is finished
/// 64  4  length of the tagged fields: none yet
/// ```
package struct ScheduleFired: Equatable, Sendable {
    package var id: ScheduleID
    /// Whether it was passed over: there is no message then.
    package var isSkipped: Bool
    /// Whether somebody asked for it, rather than the clock.
    package var isByHand: Bool
    /// Runs between this and the next that will not take place.
    package var missed: UInt32
    /// Runs in a row, this one included, that came later than `Limits.misfireGrace`.
    package var late: UInt32
    package var firedAt: Instant
    package var due: Instant
    package var next: Instant?

    package init(
        id: ScheduleID, isSkipped: Bool = false, isByHand: Bool = false, missed: UInt32 = 0,
        late: UInt32 = 0, firedAt: Instant, due: Instant, next: Instant?
    ) {
        self.id = id
        self.isSkipped = isSkipped
        self.isByHand = isByHand
        self.missed = missed
        self.late = late
        self.firedAt = firedAt
        self.due = due
        self.next = next
    }
}

extension ScheduleFired {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.schedule()
        let bits = try fields.next(UInt8.self)
        guard bits <= 3 else { throw .badField("bits") }
        (isSkipped, isByHand) = (bits & 1 != 0, bits & 2 != 0)
        try fields.zero(UInt8.self)
        try fields.zero(UInt16.self)
        missed = try fields.next(UInt32.self)
        late = try fields.next(UInt32.self)
        try fields.zero(UInt32.self)
        firedAt = try fields.instant()
        due = try fields.instant()
        next = try fields.instantOrNone()
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.scheduleFired)
        output.append(id)
        output.append(UInt8((isSkipped ? 1 : 0) | (isByHand ? 2 : 0)))
        output.append(UInt8(0))
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: missed)
        output.append(littleEndian: late)
        output.append(littleEndian: UInt32(0))
        output.append(firedAt)
        output.append(due)
        output.append(next ?? .distantFuture)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
