package import Base

/// What a topic is declared with; its partitions are counted by its logs.
package struct TopicSettings: Equatable, Sendable {
    package var ack: Ack
    package var validate: Validation
    package var retention: Retention
    package var cleanup: Cleanup
    /// How long compaction keeps a tombstone after its append, for readers that are behind.
    package var tombstoneTime: Interval
    package var ruling: Ruling<TopicSettings>?

    package init(
        ack: Ack = .flush, validate: Validation = .none, retention: Retention = .unlimited,
        cleanup: Cleanup = .delete, tombstoneTime: Interval = Limits.tombstoneTimeDefault
    ) {
        self.ack = ack
        self.validate = validate
        self.retention = retention
        self.cleanup = cleanup
        self.tombstoneTime = tombstoneTime
    }

    /// What a declaration that names no member means.
    package static let standard = TopicSettings()

    /// The limits of retention that are in force: none when the topic is only compacted.
    package var retentionInForce: Retention { cleanup.deletes ? retention : .unlimited }
}
