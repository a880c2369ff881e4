package import Base

/// A schedule was declared, or declared anew.
///
/// ```
///  0  8  event header
///  8  4  slot
/// 12  4  zero
/// 16  8  serial number
/// 24  4  namespace
/// 28  4  how often it was set before
/// 32  8  declared at, ms
/// 40  8  anchor of what is due every so often, ms
/// 48  8  next run, ms; the highest number for none
/// 56     settings
/// ```
package struct ScheduleSet: Equatable, Sendable {
    package var id: ScheduleID
    package var namespace: EntityID
    package var version: UInt32
    package var declaredAt: Instant
    /// When the timing was set: where the grid of `every` begins.
    package var anchor: Instant
    package var next: Instant?
    package var name: String
    package var settings: ScheduleSettings

    package init(
        id: ScheduleID, namespace: EntityID, version: UInt32, declaredAt: Instant, anchor: Instant,
        next: Instant?, name: String, settings: ScheduleSettings
    ) {
        self.id = id
        self.namespace = namespace
        self.version = version
        self.declaredAt = declaredAt
        self.anchor = anchor
        self.next = next
        self.name = name
        self.settings = settings
    }
}

extension ScheduleSet {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.schedule()
        namespace = try fields.entity()
        version = try fields.next(UInt32.self)
        declaredAt = try fields.instant()
        anchor = try fields.instant()
        next = try fields.instantOrNone()
        (name, settings) = try ScheduleSettings.read(&fields)
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.scheduleSet)
        output.append(id)
        output.append(namespace)
        output.append(littleEndian: version)
        output.append(declaredAt)
        output.append(anchor)
        output.append(next ?? .distantFuture)
        settings.encode(name: name, into: &output)
        output.endEvent(start)
    }
}
