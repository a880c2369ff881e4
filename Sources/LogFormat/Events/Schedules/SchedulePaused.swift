package import Base

/// A schedule was stopped for a while, or goes on.
///
/// ```
///  0  8  event header
///  8  4  slot
/// 12  4  zero
/// 16  8  serial number
/// 24  4  1 when it stands still, 0 when it goes on
/// 28  4  zero
/// 32  8  when, ms
/// 40  8  next run once it goes on, ms; the highest number for none
/// 48  4  length of the tagged fields: none yet
/// ```
package struct SchedulePaused: Equatable, Sendable {
    package var id: ScheduleID
    package var isPaused: Bool
    package var at: Instant
    package var next: Instant?

    package init(id: ScheduleID, isPaused: Bool, at: Instant, next: Instant?) {
        self.id = id
        self.isPaused = isPaused
        self.at = at
        self.next = next
    }
}

extension SchedulePaused {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.schedule()
        let number = try fields.next(UInt32.self)
        guard number <= 1 else { throw .badField("paused") }
        isPaused = number == 1
        try fields.zero(UInt32.self)
        at = try fields.instant()
        next = try fields.instantOrNone()
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.schedulePaused)
        output.append(id)
        output.append(littleEndian: UInt32(isPaused ? 1 : 0))
        output.append(littleEndian: UInt32(0))
        output.append(at)
        output.append(next ?? .distantFuture)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
