package import Base
package import LogFormat

/// A queue as it stood when it was looked up: immutable, replaced in its namespace when it changes.
package final class Queue: Sendable {
    package let id: EntityID
    package let name: String
    package let namespace: Namespace
    package let settings: QueueSettings
    package let declaredAt: Instant
    /// Its messages, settled ones too as long as they are kept.
    package let log: LogView
    let version: UInt32

    init(
        id: EntityID, name: String, namespace: Namespace, settings: QueueSettings, declaredAt: Instant,
        log: LogView, version: UInt32 = 0
    ) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.settings = settings
        self.declaredAt = declaredAt
        self.log = log
        self.version = version
    }
}
