package import Base
package import LogFormat

/// Doomed messages of a queue that were read arrive where they belong, and leave: both, or neither.
package struct MoveCommand: Sendable {
    package var source: EntityID
    /// The messages, ascending, with their generations.
    package var runs: [SlotRun]
    /// Their lines, in the same order.
    package var arrival: Arrival
    /// Whether they go to the queue for dead letters that the source has by default, which is made; what the
    /// lines are said to go to means nothing then.
    package var makesTarget: Bool

    /// To a queue or topic; nil makes the queue that the source has by default.
    package init(
        source: EntityID, runs: [SlotRun], target: EntityID?, version: UInt32, first: AppendCommand.Block,
        rest: [AppendCommand.Block]
    ) {
        self.source = source
        self.runs = runs
        arrival = .append(
            AppendCommand(target: target ?? source, version: version, first: first, rest: rest))
        makesTarget = target == nil
    }

    /// To what an exchange chose.
    package init(source: EntityID, runs: [SlotRun], fan: FanCommand) {
        self.source = source
        self.runs = runs
        arrival = .fan(fan)
        makesTarget = false
    }
}

/// Messages of a queue that are to be moved, and where to.
package struct DoomedBatch: Sendable {
    /// One of them.
    package struct Message: Sendable {
        package var offset: Offset
        package var generation: UInt32
        package var reason: DeathReason
        package var failures: UInt16
        /// What its holder said.
        package var detail: String?
    }

    package var queue: EntityID
    package var name: String
    package var log: LogID
    /// The lane of the queue over that log.
    package var lane: UInt16
    /// The priority that its messages have; nil in a queue without priorities.
    package var priority: UInt8?
    /// Ascending; never empty.
    package var messages: [Message]
    /// What an exchange is to do with them.
    package struct Exchange: Sendable {
        /// Nil for the key that each was routed with before.
        package var routingKey: String?
    }

    /// The name of the target, which is a queue unless it is a topic or an exchange.
    package var target: String
    /// What has that name; nil when nothing has. The default exchange is its namespace.
    package var entity: EntityID?
    package var isTopic: Bool
    /// Set when the target is an exchange.
    package var exchange: Exchange?
    /// Whether the target is made when there is none.
    package var isAutomatic: Bool
    package var now: Instant
}
