/// Some of the settings that policies can give.
package struct MemberSet<Member: RuledMember>: Equatable, Sendable {
    /// One bit each, by `rawValue`.
    package private(set) var bits: UInt32 = 0

    package init() {}

    package init(_ members: [Member]) { for member in members { insert(member) } }

    /// Nil when there are bits that mean nothing.
    init?(bits: UInt32) {
        for member in Member.allCases where bits & 1 << UInt32(member.rawValue) != 0 { insert(member) }
        guard self.bits == bits else { return nil }
    }

    package var isEmpty: Bool { bits == 0 }

    package func contains(_ member: Member) -> Bool { bits & 1 << UInt32(member.rawValue) != 0 }

    package mutating func insert(_ member: Member) { bits |= 1 << UInt32(member.rawValue) }

    package mutating func remove(_ member: Member) { bits &= ~(1 << UInt32(member.rawValue)) }

    /// In the order they are listed.
    package var all: [Member] { Member.allCases.filter { contains($0) } }
}
