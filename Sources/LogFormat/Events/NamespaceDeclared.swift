package import Base

/// A namespace came to be.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  4  zero
/// 16  8  declared at, ms
/// 24     name
/// ..  4  length of the tagged fields: none yet
/// ```
package struct NamespaceDeclared: Equatable, Sendable {
    package var id: EntityID
    package var declaredAt: Instant
    package var name: String

    package init(id: EntityID, declaredAt: Instant, name: String) {
        self.id = id
        self.declaredAt = declaredAt
        self.name = name
    }
}

extension NamespaceDeclared {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        try fields.zero(UInt32.self)
        declaredAt = try fields.instant()
        name = try fields.name()
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.namespaceDeclared)
        output.append(id)
        output.append(littleEndian: UInt32(0))
        output.append(declaredAt)
        output.append(name: name)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
