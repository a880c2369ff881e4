package import Base

/// What an `appended` event says of one of its destinations, without the bytes.
package struct Arrival: Equatable, Sendable {
    /// `partition` of a log that is not a topic's.
    package static let noPartition: UInt32 = 0xFFFF_FFFF

    package var log: LogID
    package var partition: UInt32
    package var first: Offset
    package var count: UInt32
    package var timestamp: Instant
    /// Which block of the command holds the lines; meaningless when read from the journal.
    ///
    /// Neighbouring arrivals of one block are the destinations of one event.
    package var block: UInt32

    package init(
        log: LogID, partition: UInt32, first: Offset, count: UInt32, timestamp: Instant, block: UInt32
    ) {
        self.log = log
        self.partition = partition
        self.first = first
        self.count = count
        self.timestamp = timestamp
        self.block = block
    }
}
