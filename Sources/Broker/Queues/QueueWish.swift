package import Base
package import LogFormat

/// What a declaration or change of a queue names; nil leaves a member as it is, or at its default.
package struct QueueWish: Equatable, Sendable {
    package var lease: Interval?
    package var ack: Ack?
    package var validate: Validation?

    package init(lease: Interval? = nil, ack: Ack? = nil, validate: Validation? = nil) {
        self.lease = lease
        self.ack = ack
        self.validate = validate
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
        return (wished, changed)
    }
}
