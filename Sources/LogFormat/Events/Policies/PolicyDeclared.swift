package import Base

/// A policy came to be; what it changes of queues and topics are events of theirs.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  4  namespace
/// 16  8  declared at, ms
/// 24     name
/// ..     settings: see `PolicySettings`
/// ..  4  length of the tagged fields: none yet
/// ```
package struct PolicyDeclared: Equatable, Sendable {
    package var id: EntityID
    package var namespace: EntityID
    package var declaredAt: Instant
    package var name: String
    package var settings: PolicySettings

    package init(
        id: EntityID, namespace: EntityID, declaredAt: Instant, name: String, settings: PolicySettings
    ) {
        self.id = id
        self.namespace = namespace
        self.declaredAt = declaredAt
        self.name = name
        self.settings = settings
    }
}

extension PolicyDeclared {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        namespace = try fields.entity()
        declaredAt = try fields.instant()
        name = try fields.name()
        settings = try PolicySettings(&fields)
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.policyDeclared)
        output.append(id)
        output.append(namespace)
        output.append(declaredAt)
        output.append(name: name)
        settings.encode(into: &output)
        output.appendNoTagged()
        output.endEvent(start)
    }
}

/// A policy was set to something else.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12     settings: see `PolicySettings`
/// ..  4  length of the tagged fields: none yet
/// ```
package struct PolicyChanged: Equatable, Sendable {
    package var id: EntityID
    package var settings: PolicySettings

    package init(id: EntityID, settings: PolicySettings) {
        self.id = id
        self.settings = settings
    }
}

extension PolicyChanged {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        settings = try PolicySettings(&fields)
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.policyChanged)
        output.append(id)
        settings.encode(into: &output)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
