package import Base
package import LogFormat

/// Messages for one topic or queue, all or none.
package struct AppendCommand: Sendable {
    /// Lines for one log, composed by the caller; the broker never sees the bytes.
    package struct Block: Sendable {
        package var log: LogID
        /// Lines, at least 1.
        package var count: UInt32
        /// Their bytes.
        package var bytes: Int
        /// Bytes of each line, where a queue bounds them; else empty, and each has its share.
        package var sizes: [UInt32] = []
        /// The offset that the first line must get.
        package var expectedOffset: Offset?
        /// What a queue is told of every message of the block.
        package var traits: MessageTraits
        /// The same for each message by itself, where they differ; else empty.
        package var each: [MessageTraits]

        package init(
            log: LogID, count: UInt32, bytes: Int, expectedOffset: Offset? = nil,
            traits: MessageTraits = MessageTraits(), each: [MessageTraits] = []
        ) {
            self.log = log
            self.count = count
            self.bytes = bytes
            self.expectedOffset = expectedOffset
            self.traits = traits
            self.each = each
        }

        /// What a queue is told of one message.
        package func traits(of index: Int) -> MessageTraits { each.isEmpty ? traits : each[index] }
    }

    package var target: EntityID
    /// The topic's version that the destinations were chosen by; a queue has but one destination.
    package var version: UInt32
    package var first: Block
    package var rest: [Block]
    /// What it is recognised by when it comes again; nil when it does not matter whether it does.
    package var identity: PublishIdentity?
    /// When it is answered, for whom it comes again to.
    package var ack: Ack

    package init(
        target: EntityID, version: UInt32, first: Block, rest: [Block] = [],
        identity: PublishIdentity? = nil, ack: Ack = .flush
    ) {
        self.target = target
        self.version = version
        self.first = first
        self.rest = rest
        self.identity = identity
        self.ack = ack
    }
}
