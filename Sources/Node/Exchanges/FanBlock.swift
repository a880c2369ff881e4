package import Base
package import Broker
package import LogFormat

/// Lines that go the same ways, composed by the caller; one alone where a topic looks at keys.
package struct FanBlock: Sendable {
    package var routed: Routed
    /// Lines in `suffixes`, at least 1.
    package var count: Int
    /// The stored part of each line, LF at each end. Must stay in place until the publish has returned.
    package var suffixes: ByteView
    /// Chooses the partition of topics for a line without a key.
    package var routingKey: ByteView
    /// What queues are told of each message.
    package var traits: MessageTraits

    package init(
        routed: Routed, count: Int, suffixes: ByteView, routingKey: ByteView,
        traits: MessageTraits = MessageTraits()
    ) {
        self.routed = routed
        self.count = count
        self.suffixes = suffixes
        self.routingKey = routingKey
        self.traits = traits
    }
}

/// What came of messages that were routed.
package struct Fanned: Sendable {
    /// A queue, or a partition of a topic, that got messages.
    package struct Place: Sendable {
        package let owner: String
        /// Nil of a queue.
        package let partition: Int?
    }

    package let timestamp: Instant
    package let ack: Ack
    package let totals: FanTotals
    /// At most `Limits.fanTargetsNamedMax`, each once; one that is gone since is left out.
    package let places: [Place]
    /// When queues hand the messages out, if not at once.
    package let delayedUntil: Instant?
    /// Whether the same publish was carried out before: this is what came of it then.
    package let isRepeated: Bool
    /// Copies that were left out since their queues had them already; not known of what was repeated.
    package var duplicates = 0
}
