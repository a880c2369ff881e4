package import Base
package import LogFormat

/// What a declaration or change of a queue names; nil leaves a member as it is, or at its default.
package struct QueueWish: Equatable, Sendable {
    package var lease: Interval?
    package var ack: Ack?
    package var validate: Validation?
    /// Empty for none.
    package var backoff: [Interval]?
    package var maxDeliveries: LimitWish<Int>
    package var deadLetter: DeadLetter?

    package init(
        lease: Interval? = nil, ack: Ack? = nil, validate: Validation? = nil, backoff: [Interval]? = nil,
        maxDeliveries: LimitWish<Int> = .asIs, deadLetter: DeadLetter? = nil
    ) {
        self.lease = lease
        self.ack = ack
        self.validate = validate
        self.backoff = backoff
        self.maxDeliveries = maxDeliveries
        self.deadLetter = deadLetter
    }

    /// `settings` with the named members set, and the names of those that differ from before.
    func applied(to settings: QueueSettings) -> (settings: QueueSettings, changed: [String]) {
        var wished = settings
        var changed: [String] = []
        if let lease, lease != settings.lease {
            wished.lease = lease
            changed.append("lease")
        }
        if let ack, ack != settings.ack {
            wished.ack = ack
            changed.append("ack")
        }
        if let validate, validate != settings.validate {
            wished.validate = validate
            changed.append("validate")
        }
        if let backoff, backoff != settings.backoff {
            wished.backoff = backoff
            changed.append("backoff")
        }
        wished.maxDeliveries = maxDeliveries.applied(to: settings.maxDeliveries)
        if wished.maxDeliveries != settings.maxDeliveries { changed.append("max_deliveries") }
        if let deadLetter, deadLetter != settings.deadLetter {
            wished.deadLetter = deadLetter
            changed.append("dead_letter")
        }
        return (wished, changed)
    }
}
