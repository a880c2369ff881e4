package import Base

/// A group without members lost its offsets.
///
/// ```
///  0  8  event header
///  8  4  group
/// 12  4  zero
/// 16  8  time, ms
/// 24  4  length of the tagged fields: none yet
/// ```
package struct OffsetsExpired: Equatable, Sendable {
    package var group: EntityID
    package var expiredAt: Instant

    package init(group: EntityID, expiredAt: Instant) {
        self.group = group
        self.expiredAt = expiredAt
    }
}

extension OffsetsExpired {
    init(_ fields: inout FieldReader) throws(FormatError) {
        group = try fields.entity()
        try fields.zero(UInt32.self)
        expiredAt = try fields.instant()
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.offsetsExpired)
        output.append(group)
        output.append(littleEndian: UInt32(0))
        output.append(expiredAt)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
