package import LogFormat

/// What a declaration or change of a topic names; nil leaves a member as it is, or at its default.
package struct TopicWish: Equatable, Sendable {
    package var partitions: Int?
    package var ack: Ack?
    package var validate: Validation?

    package init(partitions: Int? = nil, ack: Ack? = nil, validate: Validation? = nil) {
        self.partitions = partitions
        self.ack = ack
        self.validate = validate
    }

    /// `settings` with the named members set, and the names of those that differ from before.
    func applied(to settings: TopicSettings) -> (settings: TopicSettings, changed: [String]) {
        var wished = settings
        var changed: [String] = []
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
