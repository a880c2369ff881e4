package import Base
package import LogFormat

/// Messages of a queue that somebody deletes; those in somebody's hands stay.
package struct RemoveCommand: Sendable {
    package var queue: EntityID
    /// Ascending, none twice.
    package var places: [LaneOffset]

    package init(queue: EntityID, places: [LaneOffset]) {
        self.queue = queue
        self.places = places
    }
}

/// Messages of a queue that were read arrive elsewhere, and leave: both, or neither.
///
/// Those that are in somebody's hands by then, or done with, stay or are gone; the others are moved all the same.
package struct RelocateCommand: Sendable {
    package var source: EntityID
    /// Ascending, none twice.
    package var places: [LaneOffset]
    /// The queue or topic; means nothing without messages.
    package var target: EntityID
    /// The target's version that the blocks were made by.
    package var version: UInt32
    /// One line for each message.
    package var blocks: [AppendCommand.Block]
    /// The redrive that does it, and how far it comes by that.
    package var step: RedriveStep?

    package init(
        source: EntityID, places: [LaneOffset], target: EntityID, version: UInt32,
        blocks: [AppendCommand.Block], step: RedriveStep? = nil
    ) {
        self.source = source
        self.places = places
        self.target = target
        self.version = version
        self.blocks = blocks
        self.step = step
    }
}

/// How far a redrive comes by one command.
package struct RedriveStep: Sendable {
    package var number: UInt32
    /// Where it stood when the messages were looked for.
    package var from: LaneOffset
    /// Where it stands then; what is moved is counted by the command.
    package var progress: RedriveProgress

    package init(number: UInt32, from: LaneOffset, progress: RedriveProgress) {
        self.number = number
        self.from = from
        self.progress = progress
    }
}
