package import Base

/// A topic got other settings or more partitions.
package struct TopicChanged: Equatable, Sendable {
    package var id: EntityID
    /// All settings as they are from now on.
    package var settings: TopicSettings
    /// The partition that the first added log is; how many there were before.
    package var firstPartition: UInt32
    /// The logs of the added partitions.
    package var addedLogs: [LogID]

    package init(id: EntityID, settings: TopicSettings, firstPartition: UInt32, addedLogs: [LogID]) {
        self.id = id
        self.settings = settings
        self.firstPartition = firstPartition
        self.addedLogs = addedLogs
    }
}
