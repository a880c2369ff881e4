internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Everything of a shard that its lock guards.
///
/// What runs under the lock decides, copies bytes and indexes; it never touches a file, parses or renders.
/// What must happen once the result is durable goes to `Wakes`.
struct ShardState: ~Copyable {
    var broker: Broker
    var frames: FrameBuffer
    var clock: ShardClock
    /// Reused for every command.
    var decision = Decision()
    var scratch = ByteBuffer(capacity: 4096)
    var counts = ShardCounts()
    var entities = EntityTable()
    /// Parked receivers by waiter id; looked up, never iterated.
    var tickets: [UInt64: ReceiveTicket] = [:]
    var nextWaiter: UInt64 = 1
    /// Whether the command being carried out wakes somebody.
    var hasNewWakes = false
    /// When the lock was taken, on the monotonic clock.
    var begun: UInt64 = 0
    var deadLetters = DeadLetterTurn()
    /// What left each queue otherwise than acked, by its id; looked up, never iterated.
    var losses: [UInt32: QueueLosses] = [:]
    /// Whether a worker reads the groups of messages, and whether there was more to be read meanwhile.
    var isLearning = false
    var hasMoreToLearn = false
    /// Requesters that wait for a reply, by the message that asks; looked up, never iterated.
    var requests: [RequestKey: RequestTicket] = [:]
    /// Redrives that are being carried out, by the id of their queue; looked up, never iterated.
    var redrives: [UInt32: RedriveTurn] = [:]
    /// When the armed tick fires; nil when none is armed.
    var tickAt: Instant?

    init(broker: consuming Broker, frames: consuming FrameBuffer, clock: ShardClock) {
        self.broker = broker
        self.frames = frames
        self.clock = clock
    }

    /// The sequence that state computed now rests on.
    var applied: JournalSequence { frames.lastSequence }
}

/// What a shard counts of its own doing.
struct ShardCounts {
    var holds = LatencyHistogram()
    var commands: UInt64 = 0
    var refusals: UInt64 = 0
    var messages: UInt64 = 0
    var messageBytes: UInt64 = 0
    /// Publishes that had been carried out before.
    var repeats: UInt64 = 0
    /// Transactions carried out.
    var transactions: UInt64 = 0
    /// Requests, those that were answered while somebody waited, and those whose wait ended before.
    var requests: UInt64 = 0
    var replies: UInt64 = 0
    var requestsWithdrawn: UInt64 = 0
}
