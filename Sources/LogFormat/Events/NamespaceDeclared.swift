package import Base

/// A namespace came to be.
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
