internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Lines that come to a topic by themselves, not by a publish that names partitions.
extension Topic {
    /// The partition of a line: its key's, or that of what it was routed by, or the next one in turn.
    func partition(ofLine line: ByteView, routingKey: ByteView = .empty, _ scratch: inout ByteBuffer) -> Int {
        if partitionCount == 1 { return 0 }
        if let key = LineKey(of: line) {
            return key.withBytes(&scratch) { Partitioner.partition(of: $0, among: partitionCount) }
        }
        if routingKey.isEmpty { return nextRoundRobin() }
        return Partitioner.partition(of: routingKey, among: partitionCount)
    }

    /// A block of one line, in `partition` or where its key says.
    func block(ofLine line: ByteView, partition: Int? = nil, _ scratch: inout ByteBuffer) -> PublishBlock {
        let partition = partition ?? self.partition(ofLine: line, &scratch)
        var block = PublishBlock(partition: partition, count: 1, suffixes: line)
        if isCompacted { block.keys = .one(keyHasher.hash(ofSuffix: line, &scratch)) }
        return block
    }

    /// A block as the broker takes it.
    func wanted(_ block: PublishBlock) -> AppendCommand.Block {
        AppendCommand.Block(
            log: log(block.partition).id, count: UInt32(block.count), bytes: block.suffixes.count,
            expectedOffset: block.expectedOffset)
    }
}
