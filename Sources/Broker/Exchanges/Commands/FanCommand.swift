package import Base
package import LogFormat

/// Messages that were routed, each for any number of queues and topics of one namespace; all or none.
///
/// The lines of a block are stored once, whatever the number of its destinations.
package struct FanCommand: Sendable {
    /// A queue, or a partition of a topic.
    package struct Destination: Equatable, Sendable {
        package var target: EntityID
        /// The topic's version that the partition was chosen by; of a queue it means nothing.
        package var version: UInt32
        package var log: LogID

        package init(target: EntityID, version: UInt32, log: LogID) {
            self.target = target
            self.version = version
            self.log = log
        }
    }

    /// Lines with the same destinations; with none they are dropped.
    package struct Block: Sendable {
        /// Each log once.
        package var destinations: [Destination]
        /// Lines, at least 1.
        package var count: UInt32
        /// Their bytes.
        package var bytes: Int
        /// Bytes of each line, where a queue bounds them; else empty, and each has its share.
        package var sizes: [UInt32] = []
        /// What queues among the destinations are told of each message.
        package var traits: MessageTraits

        package init(
            destinations: [Destination], count: UInt32, bytes: Int, traits: MessageTraits = MessageTraits()
        ) {
            self.destinations = destinations
            self.count = count
            self.bytes = bytes
            self.traits = traits
        }
    }

    package var namespace: EntityID
    /// The exchange they were published to; of the default exchange the namespace.
    package var exchange: EntityID
    /// `Broker.routes(of:)` before they were routed.
    package var routes: UInt64
    package var blocks: [Block]
    /// Whether it is refused when some message has no destination.
    package var isMandatory: Bool
    /// What it is recognised by when it comes again; nil when it does not matter whether it does.
    package var identity: PublishIdentity?
    /// When it is answered, for whom it comes again to.
    package var ack: Ack

    package init(
        namespace: EntityID, exchange: EntityID, routes: UInt64, blocks: [Block],
        isMandatory: Bool = false, identity: PublishIdentity? = nil, ack: Ack = .flush
    ) {
        self.namespace = namespace
        self.exchange = exchange
        self.routes = routes
        self.blocks = blocks
        self.isMandatory = isMandatory
        self.identity = identity
        self.ack = ack
    }

    /// What it came to, by the events that it gave; copies that queues had already are not among them.
    package func totals(of events: [Event]) -> FanTotals {
        var totals = FanTotals()
        for block in blocks where block.destinations.isEmpty {
            totals.add(count: Int(block.count), destinations: 0)
        }
        for case .appended(let head, block: _) in events {
            totals.add(count: head.count, destinations: 1 + head.others.count)
        }
        return totals
    }
}
