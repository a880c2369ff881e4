package import Base

/// A queue came to be.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  4  namespace
/// 16  8  declared at, ms
/// 24  1  ack: 1 flush, 2 none
/// 25  1  validate: 1 none, 2 json
/// 26  2  zero
/// 28  4  lease, ms
/// 32  4  log
/// 36     name
/// ..  4  length of the tagged fields, and those: see `QueueSettings+Coding`
/// ```
package struct QueueDeclared: Equatable, Sendable {
    package var id: EntityID
    package var namespace: EntityID
    package var declaredAt: Instant
    package var settings: QueueSettings
    package var name: String
    package var log: LogID

    package init(
        id: EntityID, namespace: EntityID, declaredAt: Instant, settings: QueueSettings, name: String,
        log: LogID
    ) {
        self.id = id
        self.namespace = namespace
        self.declaredAt = declaredAt
        self.settings = settings
        self.name = name
        self.log = log
    }
}

extension QueueDeclared {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        namespace = try fields.entity()
        declaredAt = try fields.instant()
        let ack = try fields.ack()
        let validate = try fields.validation()
        try fields.zero(UInt16.self)
        settings = QueueSettings(lease: try fields.lease(), ack: ack, validate: validate)
        log = LogID(try fields.next(UInt32.self))
        name = try fields.name()
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.queueDeclared)
        output.append(id)
        output.append(namespace)
        output.append(declaredAt)
        output.append(settings.ack.rawValue)
        output.append(settings.validate.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(lease: settings.lease)
        output.append(littleEndian: log.rawValue)
        output.append(name: name)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}
