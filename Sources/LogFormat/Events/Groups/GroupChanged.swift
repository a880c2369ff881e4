package import Base

/// A group got other settings, was paused or resumed.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12 12  settings: see `GroupSettings+Coding`
/// 24  4  length of the tagged fields, and those: see there
/// ```
package struct GroupChanged: Equatable, Sendable {
    package var id: EntityID
    /// All settings as they are from now on.
    package var settings: GroupSettings
    package var isPaused: Bool

    package init(id: EntityID, settings: GroupSettings, isPaused: Bool) {
        self.id = id
        self.settings = settings
        self.isPaused = isPaused
    }
}

extension GroupChanged {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        (settings, isPaused) = try GroupSettings.read(&fields)
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.groupChanged)
        output.append(id)
        settings.encode(isPaused: isPaused, into: &output)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}
