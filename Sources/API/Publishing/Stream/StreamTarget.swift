internal import Base
internal import Broker
internal import LogFormat
internal import Node

/// What the groups of a stream are stored in; a topic or queue that changes meanwhile is looked up again.
enum StreamTarget {
    /// To one partition, or spread by key.
    case topic(Topic, partition: Int?)
    /// With what the request says of all messages.
    case queue(Queue, MessageTraits)

    /// Composes a group of lines; after a refusal `batch.count` messages were sound.
    func compose(
        _ lines: ByteView, _ form: BatchForm, into batch: inout Batch
    ) throws(Problem) {
        switch self {
        case .topic(let topic, let partition):
            let spreads = partition == nil && topic.partitionCount > 1
            try batch.compose(
                lines, form, single: partition ?? topic.nextRoundRobin(),
                partitions: spreads ? topic.partitionCount : nil,
                requiresJSON: topic.settings.validate == .json,
                hasher: topic.isCompacted ? topic.keyHasher : nil)
        case .queue(let queue, let traits):
            batch.traits = BatchTraits(traits, queue.identityHasher)
            try batch.compose(
                lines, form, single: 0, partitions: nil, requiresJSON: queue.settings.validate == .json)
        }
    }

    /// Stores what `batch` holds, composed of `lines`.
    mutating func store(
        _ lines: ByteView, _ form: BatchForm, _ batch: inout Batch, ack: Ack?
    ) async throws(Problem) -> Gated<Published> {
        var left = 3
        while true {
            left -= 1
            do throws(Refused) {
                switch self {
                case .topic(let topic, _):
                    let (first, rest) = batch.blocks(expecting: nil)
                    return try await topic.publish(first, rest, ack: ack)
                case .queue(let queue, let traits):
                    return try await queue.publish(
                        count: batch.count, suffixes: batch.bytes, ack: ack, traits: traits,
                        each: batch.eachTraits)
                }
            } catch {
                try renew(after: error, left: left)
                try compose(lines, form, into: &batch)
            }
        }
    }

    private mutating func renew(after refused: Refused, left: Int) throws(Problem) {
        switch self {
        case .topic(let topic, let partition):
            self = .topic(try topic.again(after: refused, left: left), partition: partition)
        case .queue(let queue, let traits):
            self = .queue(try queue.again(after: refused, left: left), traits)
        }
    }
}
