package import Base

/// One log that an `appended` event put its messages into.
package struct AppendedDestination: Equatable, Sendable {
    /// What stands for "not a topic's partition".
    package static let noPartition: UInt32 = 0xFFFF_FFFF

    package let log: LogID
    /// Number of the topic's partition, or nil for a queue's log.
    package let partition: UInt32?
    /// Offset of the first message.
    package let first: Offset

    package init(log: LogID, partition: UInt32?, first: Offset) {
        self.log = log
        self.partition = partition
        self.first = first
    }
}
