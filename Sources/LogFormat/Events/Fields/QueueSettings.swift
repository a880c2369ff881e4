package import Base

/// What a queue is declared with.
package struct QueueSettings: Equatable, Sendable {
    /// How long a message is leased when the receiver does not say; 1 ms to `Limits.leaseMax`.
    package var lease: Interval
    package var ack: Ack
    package var validate: Validation
    /// How long a message waits after its first, second … failure; later ones as the last. None: not at all.
    package var backoff: [Interval]
    /// Failures after which a message is a dead letter, at least 1; nil is without limit.
    package var maxDeliveries: Int?
    package var deadLetter: DeadLetter
    /// How long a message lives once it is ready; nil is for ever, zero only if someone waits.
    package var ttl: Interval?
    /// How long the queue lives while nobody uses it; nil is for ever.
    package var expires: Interval?
    /// Messages that may be ready or delayed; nil is without limit.
    package var lengthMax: Int?
    /// Bytes of such messages.
    package var bytesMax: Int?
    package var overflow = Overflow.reject
    /// Whether nobody is handed anything; not part of a declaration.
    package var isPaused = false
    package var lanes = LaneSettings()
    package var choosing: Choosing
    package var ruling: Ruling<QueueSettings>?

    package init(
        lease: Interval = Limits.leaseDefault, ack: Ack = .flush, validate: Validation = .none,
        backoff: [Interval] = [], maxDeliveries: Int? = Limits.deliveriesDefault,
        deadLetter: DeadLetter = .automatic, choosing: Choosing = Choosing()
    ) {
        self.lease = lease
        self.ack = ack
        self.validate = validate
        self.backoff = backoff
        self.maxDeliveries = maxDeliveries
        self.deadLetter = deadLetter
        self.choosing = choosing
    }

    /// What a declaration that names no member means.
    package static let standard = QueueSettings()
}
