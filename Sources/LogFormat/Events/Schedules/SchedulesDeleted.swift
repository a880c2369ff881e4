import Base

/// Schedules were deleted, or finished long enough ago to be forgotten.
///
/// ```
///  0  8  event header
///  8  4  schedules n
/// 12  4  length of the tagged fields: none yet
/// 16     n × slot u32 · zero u32 · serial number u64
/// ```
package struct SchedulesDeleted: Equatable, Sendable {
    package var ids: [ScheduleID]

    package init(ids: [ScheduleID]) { self.ids = ids }

    /// Bytes of the list.
    var listBytes: Int { ScheduleID.encodedBytes * ids.count }
}

extension SchedulesDeleted {
    init(_ fields: inout FieldReader) throws(FormatError) {
        let count = try fields.next(UInt32.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        ids = []
        for _ in 0..<count { ids.append(try fields.schedule()) }
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.schedulesDeleted)
        output.append(littleEndian: UInt32(ids.count))
        output.appendNoTagged()
        for id in ids { output.append(id) }
        output.endEvent(start)
    }
}
