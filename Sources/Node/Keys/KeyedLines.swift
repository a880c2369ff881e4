internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// The keys of what is published to a compacted topic: checked and indexed under the shard lock.
///
/// The lock makes both one step with the append: of two writers that expect the same, one finds the other's
/// message. What is expected is a precondition only; nothing of it is journaled.
struct KeyedLines {
    /// Mismatches that one refusal lists.
    static let mismatchesMax = 100

    let topic: Topic
    let first: PublishBlock
    let rest: [PublishBlock]

    /// The lines of one block.
    init(topic: Topic, first: PublishBlock, rest: [PublishBlock] = []) {
        self.topic = topic
        self.first = first
        self.rest = rest
    }

    /// Nil for a topic that is not compacted, which looks at no keys.
    init?(_ topic: Topic, _ blocks: [PublishBlock]) {
        guard topic.isCompacted, let first = blocks.first else { return nil }
        self.init(topic: topic, first: first, rest: Array(blocks.dropFirst()))
    }

    private func block(_ index: Int) -> PublishBlock { index == 0 ? first : rest[index - 1] }

    /// Why the lines may not be appended; nil when they may.
    var refusal: BrokerError? {
        var mismatches: [KeyMismatch] = []
        for index in 0...rest.count {
            let block = block(index)
            if block.expectations.isEmpty { continue }
            let log = topic.log(block.partition)
            guard let keys = log.keys?.index else { return .notCompacted }
            guard keys.isReady else { return .keysLoading }
            let end = log.tail.end
            let earliest = log.earliest
            for expectation in block.expectations {
                var actual = keys.latest(of: expectation.key).flatMap { $0.offset < earliest ? nil : $0 }
                if let earlier = expectation.earlier {
                    actual = KeyLatest(offset: end + earlier.line, isTombstone: earlier.isTombstone)
                }
                if expectation.isMet(by: actual) { continue }
                mismatches.append(KeyMismatch(item: expectation.item, actual: actual?.offset))
                if mismatches.count == Self.mismatchesMax { return .expectedKeyOffset(mismatches) }
            }
        }
        if mismatches.isEmpty { return nil }
        return .expectedKeyOffset(mismatches.sorted { $0.item < $1.item })
    }

    /// Tells the index of a block's log where its messages came to stand.
    func feed(block index: Int, at first: Offset) {
        let block = block(index)
        topic.log(block.partition).keys?.index.feed(block.keys, count: block.count, first: first)
    }

    /// Tells it of all that a decision appended.
    func feed(_ events: [Event]) {
        for case .appended(let head, let index) in events { feed(block: index, at: head.destination.first) }
    }
}

extension KeyExpectation {
    fileprivate func isMet(by actual: KeyLatest?) -> Bool {
        guard let wanted else { return actual.map(\.isTombstone) ?? true }
        return actual?.offset == wanted
    }
}
