import Base
import Broker
import LogFormat
import Node
import Simulation
import Testing

@Suite
struct PublishTests {
    private func refusal(_ body: () throws -> Void) -> BrokerError? {
        do { try body() } catch { return (error as? Refused)?.reason }
        return nil
    }

    @Test func `all blocks are stored, or none`() throws {
        let desk = try Desk()
        let topic = desk.topic
        let stored = try desk.rig.result {
            try await Desk.lines(2).withByteViewAsync { lines in
                try await topic.publish(
                    PublishBlock(partition: 1, count: 2, suffixes: lines),
                    [PublishBlock(partition: 0, count: 2, suffixes: lines)])
            }
        }.value
        #expect(stored.first.partition == 1)
        #expect(stored.rest.map(\.partition) == [0])
        let wrong = refusal {
            _ = try desk.rig.result {
                try await Desk.lines(1).withByteViewAsync { lines in
                    try await topic.publish(
                        PublishBlock(partition: 0, count: 1, suffixes: lines),
                        [PublishBlock(partition: 1, count: 1, suffixes: lines, expectedOffset: .zero)])
                }
            }
        }
        #expect(wrong == .expectedOffset(actual: Offset(2)))
        try desk.rig.settle()
        #expect(topic.logs.map(\.visibleEnd) == [Offset(2), Offset(2)])
    }

    @Test func `a topic that has changed refuses its old view as stale`() throws {
        let desk = try Desk()
        _ = try desk.rig.namespace.changeTopic(desk.topic, TopicWish(partitions: 3))
        #expect(refusal { try desk.publish() } == .stale)
    }

    @Test func `a partition that is not there is refused`() throws {
        let desk = try Desk()
        #expect(refusal { try desk.publish(partition: 2) } == .badPartition(count: 2))
    }

    @Test func `the settings decide what a publish waits for unless it says so`() throws {
        let desk = try Desk()
        #expect(try desk.publish().value.ack == .flush)
        #expect(try desk.publish(ack: Ack.none).value.ack == .none)
    }

    @Test func `a publisher waits while too much is on its way, and goes on`() throws {
        var settings = NodeSettings()
        settings.openBytesMax = 1000
        let desk = try Desk(settings)
        try desk.publish(100)
        let queue = desk.queue
        let done = Counter()
        desk.rig.start {
            _ = try? await Desk.lines(1).withByteViewAsync { lines in
                try await queue.publish(count: 1, suffixes: lines)
            }
            done.add()
        }
        desk.rig.turn()
        #expect(done.count == 0)
        try desk.rig.settle()
        #expect(done.count == 1)
    }

    @Test func `a publisher waits no longer than it may, even when nothing moves any more`() throws {
        var settings = NodeSettings()
        settings.openBytesMax = 1000
        let desk = try Desk(settings)
        try desk.publish(100)
        let queue = desk.queue
        let refused = Reasons()
        desk.rig.start {
            do {
                _ = try await Desk.lines(1).withByteViewAsync { lines in
                    try await queue.publish(count: 1, suffixes: lines)
                }
            } catch { refused.add(error) }
        }
        desk.rig.turn()
        desk.rig.scheduler.pass(nanoseconds: 4_999_000_000)
        desk.rig.turn()
        #expect(refused.all.isEmpty)
        desk.rig.scheduler.pass(nanoseconds: 1_000_000)
        desk.rig.turn()
        #expect(refused.all == [.busy])
    }

    @Test func `a publisher that waits at the end is refused`() throws {
        var settings = NodeSettings()
        settings.openBytesMax = 1000
        let desk = try Desk(settings)
        try desk.publish(100)
        let queue = desk.queue
        let done = Counter()
        desk.rig.start {
            do {
                _ = try await Desk.lines(1).withByteViewAsync { lines in
                    try await queue.publish(count: 1, suffixes: lines)
                }
            } catch { done.add() }
        }
        desk.rig.turn()
        desk.rig.node.end()
        desk.rig.turn()
        #expect(done.count == 1)
    }

    @Test(arguments: [1, 2, 3, 7, 256])
    func `round robin gives no partition more than one batch more than another`(partitions: Int) throws {
        let desk = try Desk()
        let topic = try desk.rig.namespace.declareTopic(
            "spread", TopicWish(partitions: partitions)
        ).value.value
        var counts = Array(repeating: 0, count: partitions)
        for batch in 1...1_000 {
            counts[topic.nextRoundRobin()] += 1
            let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
            #expect(most - least <= 1, "after \(batch) batches")
        }
    }

    @Test func `round robin goes on when the topic changes`() throws {
        let desk = try Desk()
        #expect(
            [desk.topic.nextRoundRobin(), desk.topic.nextRoundRobin(), desk.topic.nextRoundRobin()] == [
                0, 1, 0,
            ])
        let changed = try desk.rig.namespace.changeTopic(desk.topic, TopicWish(partitions: 4)).value.value
        #expect(changed.nextRoundRobin() == 3)
    }
}

/// Why publishers were refused, on whatever loop.
private final class Reasons: @unchecked Sendable {
    private(set) var all: [BrokerError] = []
    func add(_ error: any Error) { if let refused = error as? Refused { all.append(refused.reason) } }
}
