package import Base

/// What a queue is declared with.
package struct QueueSettings: Equatable, Sendable {
    /// How long a message is leased when the receiver does not say; 1 ms to `Limits.leaseMax`.
    package var lease: Interval
    package var ack: Ack
    package var validate: Validation

    package init(lease: Interval = Limits.leaseDefault, ack: Ack = .flush, validate: Validation = .none) {
        self.lease = lease
        self.ack = ack
        self.validate = validate
    }

    /// What a declaration that names no member means.
    package static let standard = QueueSettings()
}
