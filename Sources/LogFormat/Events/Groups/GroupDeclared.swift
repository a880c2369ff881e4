package import Base

/// A consumer group came to be.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  4  namespace
/// 16  8  declared at, ms
/// 24 12  settings: see `GroupSettings+Coding`
/// 36     name
/// ..  4  length of the tagged fields, and those: see there
/// ```
package struct GroupDeclared: Equatable, Sendable {
    package var id: EntityID
    package var namespace: EntityID
    package var declaredAt: Instant
    package var settings: GroupSettings
    /// False in what the journal holds; a snapshot tells with it how the group is.
    package var isPaused: Bool
    package var name: String

    package init(
        id: EntityID, namespace: EntityID, declaredAt: Instant, settings: GroupSettings,
        isPaused: Bool = false, name: String
    ) {
        self.id = id
        self.namespace = namespace
        self.declaredAt = declaredAt
        self.settings = settings
        self.isPaused = isPaused
        self.name = name
    }
}

extension GroupDeclared {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        namespace = try fields.entity()
        declaredAt = try fields.instant()
        (settings, isPaused) = try GroupSettings.read(&fields)
        name = try fields.name()
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.groupDeclared)
        output.append(id)
        output.append(namespace)
        output.append(declaredAt)
        settings.encode(isPaused: isPaused, into: &output)
        output.append(name: name)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}
