internal import Base
internal import LogFormat

extension Namespace {
    var declaration: NamespaceDeclared { NamespaceDeclared(id: id, declaredAt: declaredAt, name: name) }

    /// What all entities begin with, then the `namespace_declared` event.
    func encode(into output: inout ByteBuffer) {
        let start = output.beginRecord(.namespace)
        EntityFields.encode(mark, version: 0, into: &output)
        Event.namespaceDeclared(declaration).encode(into: &output, runs: [])
        output.endRecord(start)
    }
}

extension Broker {
    mutating func restoreNamespace(_ fields: inout FieldReader) throws(FormatError) {
        let entity = try EntityFields(&fields)
        guard case .namespaceDeclared(let event) = try fields.declaration() else { throw .badField("event") }
        let namespace = Namespace(id: event.id, name: event.name, declaredAt: event.declaredAt)
        namespace.mark = entity.mark
        guard entities.restore(.namespace(namespace), at: event.id) else { throw .badField("id") }
    }
}
