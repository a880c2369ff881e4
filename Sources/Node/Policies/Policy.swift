package import Base
package import LogFormat

/// A policy as it stood when it was looked up: immutable, replaced in its namespace when it changes.
package final class Policy: Sendable {
    package let id: EntityID
    package let name: String
    package let namespace: Namespace
    package let settings: PolicySettings
    package let declaredAt: Instant
    let version: UInt32

    init(
        id: EntityID, name: String, namespace: Namespace, settings: PolicySettings, declaredAt: Instant,
        version: UInt32 = 0
    ) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.settings = settings
        self.declaredAt = declaredAt
        self.version = version
    }

    /// How many queues or topics are under it now.
    package var usersCount: Int {
        switch settings.rules.kind {
        case .queues: namespace.queues().reduce(0) { $0 + ($1.settings.policy == name ? 1 : 0) }
        case .topics: namespace.topics().reduce(0) { $0 + ($1.settings.policy == name ? 1 : 0) }
        }
    }
}
