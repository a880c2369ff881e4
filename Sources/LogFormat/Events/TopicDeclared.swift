package import Base

/// A topic came to be.
package struct TopicDeclared: Equatable, Sendable {
    package var id: EntityID
    package var namespace: EntityID
    package var declaredAt: Instant
    package var settings: TopicSettings
    package var name: String
    /// The log of each partition, by partition.
    package var logs: [LogID]

    package init(
        id: EntityID, namespace: EntityID, declaredAt: Instant, settings: TopicSettings, name: String,
        logs: [LogID]
    ) {
        self.id = id
        self.namespace = namespace
        self.declaredAt = declaredAt
        self.settings = settings
        self.name = name
        self.logs = logs
    }
}
