package import Base

/// An exchange came to be.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  4  namespace
/// 16  8  declared at, ms
/// 24  4  settings: see `ExchangeSettings`
/// 28     name
/// ..  4  length of the tagged fields, and those: see there
/// ```
package struct ExchangeDeclared: Equatable, Sendable {
    package var id: EntityID
    package var namespace: EntityID
    package var declaredAt: Instant
    package var settings: ExchangeSettings
    package var name: String

    package init(
        id: EntityID, namespace: EntityID, declaredAt: Instant, settings: ExchangeSettings, name: String
    ) {
        self.id = id
        self.namespace = namespace
        self.declaredAt = declaredAt
        self.settings = settings
        self.name = name
    }
}

extension ExchangeDeclared {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        namespace = try fields.entity()
        declaredAt = try fields.instant()
        settings = try ExchangeSettings(&fields)
        name = try fields.name()
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.exchangeDeclared)
        output.append(id)
        output.append(namespace)
        output.append(declaredAt)
        settings.encode(into: &output)
        output.append(name: name)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}

/// An exchange was given other settings.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  4  settings, and their tagged fields: see `ExchangeSettings`
/// ```
package struct ExchangeChanged: Equatable, Sendable {
    package var id: EntityID
    package var settings: ExchangeSettings

    package init(id: EntityID, settings: ExchangeSettings) {
        self.id = id
        self.settings = settings
    }
}

extension ExchangeChanged {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        settings = try ExchangeSettings(&fields)
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.exchangeChanged)
        output.append(id)
        settings.encode(into: &output)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}
