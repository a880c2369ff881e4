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
}
