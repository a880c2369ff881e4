/// How a lease ended.
@frozen
public enum LeaseEnd: UInt8, Sendable {
    /// The message is done with.
    case acked = 1
    /// Handed back as failed: it counts against the message.
    case failed = 2
    /// Handed back without blame.
    case returned = 3
    /// Its time ran out: it counts against the message.
    case expired = 4
    /// As `failed`, but the message waits before it is ready again.
    case failedWaiting = 5
    /// As `returned`, but the message waits before it is ready again.
    case returnedWaiting = 6
    /// As `expired`, but the message waits before it is ready again.
    case expiredWaiting = 7
    /// Rejected by its holder; nobody wants the message elsewhere.
    case rejectedDropped = 8
    /// As `failed`, once too often; nobody wants the message elsewhere.
    case failedDropped = 9
    /// As `expired`, once too often; nobody wants the message elsewhere.
    case expiredDropped = 10
    /// Rejected by its holder; the message is to be moved.
    case rejectedDoomed = 11
    /// As `failed`, once too often; the message is to be moved.
    case failedDoomed = 12
    /// As `expired`, once too often; the message is to be moved.
    case expiredDoomed = 13
    /// Handed back after the message had outlived its time; nobody wants it elsewhere.
    case outlivedDropped = 14
    /// Handed back after the message had outlived its time; it is to be moved.
    case outlivedDoomed = 15
    /// Its time ran out after the message had outlived its own; it is to be moved.
    case outlivedExpiredDoomed = 16
    /// Set aside by its holder: the message is handed out only to who names it.
    case deferred = 32

    /// Whether a receiver may get the message at once.
    @inlinable
    public var isReadyAgain: Bool { self == .failed || self == .returned || self == .expired }

    /// Whether the message is ready again only later, at a time that stands beside.
    @inlinable
    public var waits: Bool {
        self == .failedWaiting || self == .returnedWaiting || self == .expiredWaiting
    }

    /// Whether the message is done with in this queue.
    @inlinable
    public var settles: Bool {
        switch self {
        case .acked, .rejectedDropped, .failedDropped, .expiredDropped, .outlivedDropped: true
        default: false
        }
    }

    /// Whether it counts against the message.
    @inlinable
    public var isFailure: Bool {
        switch self {
        case .acked, .returned, .returnedWaiting, .rejectedDropped, .rejectedDoomed, .deferred: false
        case .outlivedDropped, .outlivedDoomed, .outlivedExpiredDoomed: false
        case .failed, .failedWaiting, .failedDropped, .failedDoomed: true
        case .expired, .expiredWaiting, .expiredDropped, .expiredDoomed: true
        }
    }
}
