package import Base

/// The offsets of a group, as they are at this moment, were kept under a name, or such were dropped.
///
/// ```
///  0  8  event header
///  8  4  group
/// 12  4  1 kept, 2 dropped
/// 16  8  time, ms
/// 24     name
/// ..  4  length of the tagged fields: none yet
/// ```
package struct SavedOffsetsChanged: Equatable, Sendable {
    package var group: EntityID
    /// Whether they are there from now on; the offsets themselves are those that the group has.
    package var isKept: Bool
    package var at: Instant
    package var name: String

    package init(group: EntityID, isKept: Bool, at: Instant, name: String) {
        self.group = group
        self.isKept = isKept
        self.at = at
        self.name = name
    }
}

extension SavedOffsetsChanged {
    private static let kept: UInt32 = 1
    private static let dropped: UInt32 = 2

    init(_ fields: inout FieldReader) throws(FormatError) {
        group = try fields.entity()
        let what = try fields.next(UInt32.self)
        guard what == Self.kept || what == Self.dropped else { throw .badField("kept") }
        isKept = what == Self.kept
        at = try fields.instant()
        name = try fields.name()
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.savedOffsetsChanged)
        output.append(group)
        output.append(littleEndian: isKept ? Self.kept : Self.dropped)
        output.append(at)
        output.append(name: name)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
