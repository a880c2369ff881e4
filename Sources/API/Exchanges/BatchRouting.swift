internal import Base
internal import Broker
internal import LogFormat
internal import Node

/// Lines that go through an exchange, gathered to blocks of neighbours that go the same ways.
struct BatchRouting {
    private let exchange: MessageExchange
    private let routingKey: ByteView
    private let traits: MessageTraits
    /// Those of each message where they differ; else empty.
    private let each: [MessageTraits]
    private(set) var blocks: [FanBlock] = []

    init(
        _ exchange: MessageExchange, routingKey: ByteView, _ traits: MessageTraits,
        each: [MessageTraits] = []
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.traits = traits
        self.each = each
    }

    /// Routes each of the lines, which must stay in place as long as the blocks are used.
    mutating func route(_ lines: ByteView) throws(Problem) {
        var rest = lines
        var number = 0
        while !rest.isEmpty {
            let traits = each.isEmpty ? traits : each[number]
            number += 1
            let end = (rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count - 1) + 1
            let line = rest[0..<end]
            let routed = exchange.route(key: routingKey, line: line)
            if let refusal = routed.refusal(of: line, traits) { throw Problem(refusal) }
            // Where keys choose among partitions each line is a block by itself.
            let isKeyed = routed.targets.contains { $0.looksAtKeys }
            let isAlone = isKeyed || traits.dedupe != 0
            if let last = blocks.last, !isAlone, last.traits == traits, last.routed.isLike(routed) {
                blocks[blocks.count - 1].count += 1
                blocks[blocks.count - 1].suffixes = joined(last.suffixes, line)
            } else {
                blocks.append(
                    FanBlock(
                        routed: routed, count: 1, suffixes: line, routingKey: routingKey, traits: traits))
            }
            rest = rest.dropping(end)
        }
    }

    /// Neighbours in one buffer, as one.
    private func joined(_ first: ByteView, _ next: ByteView) -> ByteView {
        unsafe ByteView(base: first.base, count: first.count + next.count)
    }
}

extension Routed.Target {
    /// Whether it has partitions to choose from, or an index of keys.
    fileprivate var looksAtKeys: Bool {
        if case .topic(let topic) = self { topic.partitionCount > 1 || topic.isCompacted } else { false }
    }
}
