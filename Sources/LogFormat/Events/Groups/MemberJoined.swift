package import Base

/// What made a member of a group, which says how its silence is judged.
package enum MemberKind: UInt8, CaseIterable, Sendable {
    /// Its first poll; has the processing timeout.
    case polling = 1
    /// A request of its own; has the session timeout.
    case byHand = 2
}

/// A member joined a group, came back under its name, or reads other topics.
///
/// ```
///  0  8  event header
///  8  4  group
/// 12  4  member
/// 16  8  epoch
/// 24  8  time, ms
/// 32  1  made by: 1 polling, 2 hand
/// 33  3  zero
/// 36     name
/// ..     topics: see `Subscription`
/// ..  4  length of the tagged fields: none yet
/// ```
package struct MemberJoined: Equatable, Sendable {
    package var group: EntityID
    /// Dense in the group, never given twice.
    package var member: MemberID
    /// Counts joins of the group, whoever joins: an older one of a member is fenced.
    package var epoch: UInt64
    package var joinedAt: Instant
    package var kind: MemberKind
    package var name: String
    package var topics: Subscription

    package init(
        group: EntityID, member: MemberID, epoch: UInt64, joinedAt: Instant, kind: MemberKind,
        name: String, topics: Subscription
    ) {
        self.group = group
        self.member = member
        self.epoch = epoch
        self.joinedAt = joinedAt
        self.kind = kind
        self.name = name
        self.topics = topics
    }
}

extension MemberJoined {
    init(_ fields: inout FieldReader) throws(FormatError) {
        group = try fields.entity()
        member = try fields.member()
        epoch = try fields.next(UInt64.self)
        joinedAt = try fields.instant()
        kind = try fields.memberKind()
        try fields.zero(UInt16.self)
        try fields.zero(UInt8.self)
        name = try fields.name()
        topics = try Subscription(&fields)
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.memberJoined)
        output.append(group)
        output.append(littleEndian: member.rawValue)
        output.append(littleEndian: epoch)
        output.append(joinedAt)
        output.append(kind.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(UInt8(0))
        output.append(name: name)
        topics.encode(into: &output)
        output.appendNoTagged()
        output.endEvent(start)
    }
}

extension FieldReader {
    /// A member that is there.
    package mutating func member() throws(FormatError) -> MemberID {
        let number = try next(UInt32.self)
        guard number != MemberID.nobody else { throw .badField("member") }
        return MemberID(number)
    }

    /// A member or nobody.
    package mutating func anyMember() throws(FormatError) -> MemberID? {
        let number = try next(UInt32.self)
        return number == MemberID.nobody ? nil : MemberID(number)
    }

    package mutating func memberKind() throws(FormatError) -> MemberKind {
        guard let kind = MemberKind(rawValue: try next(UInt8.self)) else { throw .badField("kind") }
        return kind
    }
}
