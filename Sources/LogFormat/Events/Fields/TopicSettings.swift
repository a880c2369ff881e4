/// What a topic is declared with; its partitions are counted by its logs.
package struct TopicSettings: Equatable, Sendable {
    package var ack: Ack
    package var validate: Validation

    package init(ack: Ack = .flush, validate: Validation = .none) {
        self.ack = ack
        self.validate = validate
    }

    /// What a declaration that names no member means.
    package static let standard = TopicSettings()
}
