package import Base
package import LogFormat
internal import Synchronization

/// A topic as it stood when it was looked up: immutable, replaced in its namespace when it changes.
///
/// Publishing through an outdated one is refused as `stale` and redone by the caller after a fresh look-up.
package final class Topic: Sendable {
    package let id: EntityID
    package let name: String
    package let namespace: Namespace
    package let settings: TopicSettings
    package let declaredAt: Instant
    /// The log of each partition.
    package let logs: [LogView]
    /// Counts the changes since the declaration, as the broker does.
    let version: UInt32
    let rotation: Rotation

    init(
        id: EntityID, name: String, namespace: Namespace, settings: TopicSettings, declaredAt: Instant,
        logs: [LogView], version: UInt32 = 0, rotation: Rotation = Rotation()
    ) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.settings = settings
        self.declaredAt = declaredAt
        self.logs = logs
        self.version = version
        self.rotation = rotation
    }

    package var partitionCount: Int { logs.count }

    package func log(_ partition: Int) -> LogView { logs[partition] }

    /// The partition for the next batch without a key.
    package func nextRoundRobin() -> Int { logs.count == 1 ? 0 : rotation.next(of: logs.count) }
}

/// Where round-robin stands; shared by all versions of one topic, forgotten by a restart.
final class Rotation: Sendable {
    private let turn = Atomic<UInt64>(0)

    func next(of count: Int) -> Int {
        Int(turn.add(1, ordering: .relaxed).oldValue % UInt64(count))
    }
}
