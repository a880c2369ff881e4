package import Base
package import LogFormat

/// Doomed messages of a queue that were read arrive where they belong, and leave: both, or neither.
package struct MoveCommand: Sendable {
    package var source: EntityID
    /// The messages, ascending, with their generations.
    package var runs: [SlotRun]
    /// The queue or topic; nil makes the queue for dead letters that the source has by default.
    package var target: EntityID?
    /// The target's version that the blocks were made by.
    package var version: UInt32
    /// Their lines in the same order; with no target the logs mean nothing.
    package var first: AppendCommand.Block
    package var rest: [AppendCommand.Block]

    package init(
        source: EntityID, runs: [SlotRun], target: EntityID?, version: UInt32, first: AppendCommand.Block,
        rest: [AppendCommand.Block]
    ) {
        self.source = source
        self.runs = runs
        self.target = target
        self.version = version
        self.first = first
        self.rest = rest
    }
}

/// Messages of a queue that are to be moved, and where to.
package struct DoomedBatch: Sendable {
    /// One of them.
    package struct Message: Sendable {
        package var offset: Offset
        package var generation: UInt32
        package var reason: DeathReason
    }

    package var queue: EntityID
    package var name: String
    package var log: LogID
    /// The lane of the queue over that log.
    package var lane: UInt16
    /// Ascending; never empty.
    package var messages: [Message]
    /// What an exchange is to do with them.
    package struct Exchange: Sendable {
        /// Nil for the key that each was routed with before.
        package var routingKey: String?
    }

    /// The name of the target, which is a queue unless it is a topic or an exchange.
    package var target: String
    /// What has that name; nil when nothing has.
    package var entity: EntityID?
    package var isTopic: Bool
    /// Set when the target is an exchange.
    package var exchange: Exchange?
    /// Whether the target is made when there is none.
    package var isAutomatic: Bool
    package var now: Instant
}
