/// A member of one group: dense there, never given twice.
package struct MemberID: RawRepresentable, Hashable, Comparable, Sendable {
    /// What stands for "nobody" in the journal.
    package static let nobody: UInt32 = 0xFFFF_FFFF

    package var rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package init(_ value: UInt32) { rawValue = value }

    package static func < (left: MemberID, right: MemberID) -> Bool { left.rawValue < right.rawValue }
}
