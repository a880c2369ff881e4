internal import Base
internal import LogFormat

/// A topic: its settings and the logs of its partitions.
final class Topic {
    let id: EntityID
    let namespace: EntityID
    let name: String
    let declaredAt: Instant
    var settings: TopicSettings
    /// The log of each partition.
    var logs: [LogID]
    /// Queues that it is the source of; derived.
    var readers = IDList()
    /// How often it was changed.
    var version: UInt32 = 0
    var mark = EventMark()

    init(_ event: TopicDeclared) {
        id = event.id
        namespace = event.namespace
        name = event.name
        declaredAt = event.declaredAt
        settings = event.settings
        logs = event.logs
    }
}
