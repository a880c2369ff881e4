internal import Base
internal import Broker
internal import HTTPWire
internal import LogFormat
internal import Node

/// What the options of a publish ask for.
struct PublishWish {
    let partition: Int?
    let eventTime: Instant?
    let ack: Ack?
    let isTombstone: Bool
    let expectedOffset: Offset?
    let expectedKey: ExpectedKey?
    /// What a queue is told of the message.
    let traits: MessageTraits

    /// Checks the options of a topic with so many partitions; a queue has none to choose from.
    init(_ options: borrowing OptionReader, partitions: Int?, hasher: IdentityHasher? = nil) throws(Problem) {
        ack = try options.ack()
        eventTime = try options.time(.eventTime)
        isTombstone = try options.boolean(.tombstone)
        expectedOffset = try options.offset(.expectedOffset)
        expectedKey = try options.expectedKey()
        traits = try hasher.map { hasher throws(Problem) in try options.traits(hasher) } ?? MessageTraits()
        var chosen: Int?
        if let partitions, let text = options.value(.partition) {
            let wished = try OptionValue.integer("partition", text, in: 0...Limits.partitionsMax - 1)
            guard wished < partitions else { throw Problem(partition: wished, of: partitions) }
            chosen = wished
        }
        partition = chosen
        if isTombstone, options.key == nil {
            throw Problem(.invalidOption, "A tombstone needs a key.", fix: "Give key= as well.")
        }
        if expectedKey != nil, options.key == nil {
            throw Problem(.invalidOption, "expected_key_offset needs a key.", fix: "Give key= as well.")
        }
        if expectedOffset != nil, chosen == nil, let partitions, partitions > 1 {
            throw Problem(
                .invalidOption, "expected_offset needs a partition, of which there are \(partitions).",
                fix: "Give partition= as well.")
        }
    }
}
