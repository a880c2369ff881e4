package import Base

/// A queue came to be.
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
