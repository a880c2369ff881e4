internal import Base
internal import Broker
internal import LogFormat
internal import Node

/// Lines that go through an exchange, gathered to blocks of neighbours that go the same ways.
struct BatchRouting {
    private let exchange: MessageExchange
    private let routingKey: ByteView
    private let traits: MessageTraits
    private(set) var blocks: [FanBlock] = []

    init(_ exchange: MessageExchange, routingKey: ByteView, _ traits: MessageTraits) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.traits = traits
    }

    /// Routes each of the lines, which must stay in place as long as the blocks are used.
    mutating func route(_ lines: ByteView) throws(Problem) {
        var rest = lines
        while !rest.isEmpty {
            let end = (rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count - 1) + 1
            let line = rest[0..<end]
            let routed = exchange.route(key: routingKey, line: line)
            try check(line, routed)
            // Where keys choose among partitions each line is a block by itself.
            let isKeyed = routed.targets.contains { $0.looksAtKeys }
            if let last = blocks.last, !isKeyed, last.routed.isLike(routed) {
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

    /// Refuses what a target does not take.
    private func check(_ line: ByteView, _ routed: Routed) throws(Problem) {
        if traits.delay != nil, let topic = routed.targets.first(where: \.isTopic) {
            throw Problem(
                .outOfRange, "The message would reach the topic \"\(topic.name)\", which holds nothing back.",
                fix: "Leave the delay out, or bind queues only.")
        }
        guard let name = routed.targets.lazy.compactMap(\.nameRequiringJSON).first else { return }
        do throws(FormatError) {
            let form = try LineSuffixView(parsing: line).form
            if form == .value || form == .tombstone { return }
        } catch {}
        throw Problem(
            .bodyNotJSON, "\"\(name)\", which the message would reach, takes JSON only.",
            fix: "Send valid JSON as application/json, or PATCH validate of \"\(name)\" to none.")
    }
}

extension Routed.Target {
    fileprivate var isTopic: Bool { if case .topic = self { true } else { false } }

    fileprivate var name: String {
        switch self {
        case .queue(let queue): queue.name
        case .topic(let topic): topic.name
        }
    }

    /// Whether it has partitions to choose from, or an index of keys.
    fileprivate var looksAtKeys: Bool {
        if case .topic(let topic) = self { topic.partitionCount > 1 || topic.isCompacted } else { false }
    }
}
