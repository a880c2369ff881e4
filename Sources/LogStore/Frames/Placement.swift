package import Base

/// Where a run of messages of one log came to lie: what a `Tail` is told after a command has ended.
package struct Placement: Sendable {
    package let log: LogID
    package let first: Offset
    package let count: Int
    package let timestamp: Instant
    /// Bytes of the lines, as a reader gets them.
    package let bytes: Int
    /// The frame that holds the `appended` event.
    package internal(set) var frame: FrameAddress

    package init(
        log: LogID, first: Offset, count: Int, timestamp: Instant, bytes: Int = 0, frame: FrameAddress
    ) {
        self.log = log
        self.first = first
        self.count = count
        self.timestamp = timestamp
        self.bytes = bytes
        self.frame = frame
    }
}

/// What a command became in the journal.
package struct CommandExtent: Sendable {
    package let firstSequence: JournalSequence
    /// The command's last frame: durable at this sequence, it has taken effect for good.
    package let releaseAt: JournalSequence
}
