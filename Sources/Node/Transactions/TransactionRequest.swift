package import Base
package import Broker
package import LogFormat

/// Several changes within a namespace, all or none, composed by the caller.
package struct TransactionRequest: Sendable {
    /// One change; a refusal names it by its place: `BrokerError.part`.
    package enum Part: Sendable {
        /// Lines for one partition of a topic; their bytes must stay in place.
        case publish(Topic, PublishBlock)
        /// Lines for a queue; the block's partition is 0.
        case send(Queue, PublishBlock, MessageTraits)
        /// A message that goes through an exchange; its bytes must stay in place.
        case fan(RoutedPart, ByteView)
        case settle(Queue, [SettleItem])
        /// Without an author it restores, which only a group without members allows.
        case commit(Group, [CommittedOffset], by: CommitCommand.Author?)
        /// Deletes the schedule of this name.
        case cancelSchedule(String)
    }

    package var parts: [Part]
    package var identity: PublishIdentity?

    package init(parts: [Part], identity: PublishIdentity? = nil) {
        self.parts = parts
        self.identity = identity
    }
}

/// What came of a transaction.
package struct Transacted: Sendable {
    package let timestamp: Instant
    /// Where lines came to stand, in the order of the parts that brought them.
    package internal(set) var places: [Place]
    /// Whether the same one was carried out before: then this is what came of it.
    package let isRepeated: Bool

    /// Where the lines of one part came to stand.
    package struct Place: Sendable {
        package let stored: Stored
        /// When they are ready, if not at once; not known of a repeated one.
        package var delayedUntil: Instant?

        package init(stored: Stored, delayedUntil: Instant? = nil) {
            self.stored = stored
            self.delayedUntil = delayedUntil
        }
    }

    package enum Stored: Sendable {
        /// Neighbouring messages of one log.
        case appended(Appended)
        /// What an exchange got: copies, and some of the places they went to.
        case fanned(copies: Int, [Fanned.Place])
    }
}
