package import Base

/// A queue got other settings.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  1  ack
/// 13  1  validate
/// 14  2  zero
/// 16  4  lease, ms
/// 20  4  length of the tagged fields, and those: see `QueueSettings+Coding`
/// ```
package struct QueueChanged: Equatable, Sendable {
    package var id: EntityID
    /// All settings as they are from now on.
    package var settings: QueueSettings

    package init(id: EntityID, settings: QueueSettings) {
        self.id = id
        self.settings = settings
    }
}

extension QueueChanged {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        let ack = try fields.ack()
        let validate = try fields.validation()
        try fields.zero(UInt16.self)
        settings = QueueSettings(lease: try fields.lease(), ack: ack, validate: validate)
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.queueChanged)
        output.append(id)
        output.append(settings.ack.rawValue)
        output.append(settings.validate.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(lease: settings.lease)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}
