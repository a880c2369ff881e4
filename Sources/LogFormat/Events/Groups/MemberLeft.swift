package import Base

/// Why a member is no more.
package enum MemberEnd: UInt8, CaseIterable, Sendable {
    /// It, or somebody for it, said so.
    case left = 1
    /// It was silent for too long.
    case expired = 2
}

/// A member left its group; what it owned is free.
///
/// ```
///  0  8  event header
///  8  4  group
/// 12  4  member
/// 16  8  time, ms
/// 24  1  end: 1 left, 2 expired
/// 25  3  zero
/// 28  4  length of the tagged fields: none yet
/// ```
package struct MemberLeft: Equatable, Sendable {
    package var group: EntityID
    package var member: MemberID
    package var leftAt: Instant
    package var end: MemberEnd

    package init(group: EntityID, member: MemberID, leftAt: Instant, end: MemberEnd) {
        self.group = group
        self.member = member
        self.leftAt = leftAt
        self.end = end
    }
}

extension MemberLeft {
    init(_ fields: inout FieldReader) throws(FormatError) {
        group = try fields.entity()
        member = try fields.member()
        leftAt = try fields.instant()
        guard let end = MemberEnd(rawValue: try fields.next(UInt8.self)) else { throw .badField("end") }
        self.end = end
        try fields.zero(UInt16.self)
        try fields.zero(UInt8.self)
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.memberLeft)
        output.append(group)
        output.append(littleEndian: member.rawValue)
        output.append(leftAt)
        output.append(end.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(UInt8(0))
        output.appendNoTagged()
        output.endEvent(start)
    }
}
