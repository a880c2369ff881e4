public import Base

/// Neighbouring messages of a queue that share one fate in an event or an answer.
///
/// In the journal a run takes 16 bytes: first offset u64 with the lane in its upper bits, count u32, generation
/// u24, end u8. `failures` is not among them; it is known to the queue and only rides along in answers.
@frozen
public struct SlotRun: Equatable, Sendable {
    /// Highest generation and count of deliveries a message can have; both stop there.
    @inlinable
    public static var generationMax: UInt32 { (1 << 22) - 1 }

    /// Offset of the first message.
    public var first: Offset
    /// Messages, at least 1.
    public var count: UInt32
    /// Which lease of the message, counting from 1; the same number says how often it was handed out.
    public var generation: UInt32
    /// Leases of the message that failed or expired before this one.
    public var failures: UInt16
    /// How the leases ended; nil where they begin.
    public var end: LeaseEnd?
    /// Which lane of the queue they stand in.
    public var lane: UInt16

    /// A run that begins leases, unless `end` is given.
    @inlinable
    public init(
        first: Offset, count: UInt32, generation: UInt32, failures: UInt16 = 0, end: LeaseEnd? = nil,
        lane: UInt16 = 0
    ) {
        self.first = first
        self.count = count
        self.generation = generation
        self.failures = failures
        self.end = end
        self.lane = lane
    }

    /// How often each message was handed out, this time included.
    @inlinable
    public var deliveries: UInt32 { generation }

    /// The offset behind the last message.
    @inlinable
    public var limit: Offset { first + Int(count) }

    /// Whether it comes before another one, which holds none of its messages.
    @inlinable @inline(__always)
    public func precedes(_ other: SlotRun) -> Bool {
        lane != other.lane ? lane < other.lane : first < other.first
    }

    /// Whether `next` begins where this ends and is like it otherwise.
    @inlinable @inline(__always)
    public func isContinued(by next: SlotRun) -> Bool {
        limit == next.first && lane == next.lane && generation == next.generation
            && failures == next.failures && Self.code(end) == Self.code(next.end)
    }

    /// The end as a number: comparing optionals goes through a witness table, which an inner loop pays for.
    @inlinable @inline(__always)
    static func code(_ end: LeaseEnd?) -> UInt8 {
        switch end {
        case nil: 0
        case .acked: 1
        case .failed: 2
        case .returned: 3
        case .expired: 4
        case .failedWaiting: 5
        case .returnedWaiting: 6
        case .expiredWaiting: 7
        case .rejectedDropped: 8
        case .failedDropped: 9
        case .expiredDropped: 10
        case .rejectedDoomed: 11
        case .failedDoomed: 12
        case .expiredDoomed: 13
        case .outlivedDropped: 14
        case .outlivedDoomed: 15
        case .outlivedExpiredDoomed: 16
        case .deferred: 32
        }
    }
}
