internal import Base
internal import LogFormat

/// Where a log stands: what the next message gets.
final class Log {
    let id: LogID
    /// The topic or queue it belongs to.
    let owner: EntityID
    /// The topic's partition, or nil for a queue's log.
    let partition: UInt32?
    private(set) var next = Offset.zero
    /// Offset of the first message that is kept; a queue's log has it in the queue's slots instead.
    private(set) var start = Offset.zero
    /// Timestamp of the last append; the next is not below it.
    private(set) var lastTimestamp = Instant.distantPast
    private(set) var mark = EventMark()

    init(id: LogID, owner: EntityID, partition: UInt32?) {
        self.id = id
        self.owner = owner
        self.partition = partition
    }

    func append(first: Offset, count: Int, timestamp: Instant, at sequence: JournalSequence) {
        guard mark.admits(sequence) else { return }
        precondition(first == next, "messages were appended out of their order")
        next = first + count
        lastTimestamp = timestamp
    }

    /// Drops what lies below an offset, which is not beyond `next`.
    func trim(below: Offset, at sequence: JournalSequence) {
        guard mark.admits(sequence) else { return }
        start = max(start, below)
    }

    /// Goes on from where a snapshot found it.
    func restore(_ mark: EventMark, next: Offset, start: Offset, lastTimestamp: Instant) {
        self.mark = mark
        self.next = next
        self.start = start
        self.lastTimestamp = lastTimestamp
    }
}
