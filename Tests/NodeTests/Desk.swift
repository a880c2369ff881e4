import Base
import Broker
import LogFormat
import Node
import Simulation

/// What the tests of a node do again and again, over a rig.
struct Desk {
    let rig: NodeRig
    let topic: Topic
    let queue: Queue

    init(_ settings: NodeSettings = NodeSettings(isDevelopment: true), loops: Int = 1) throws {
        var settings = settings
        settings.journalFileBytes = min(settings.journalFileBytes, 1 << 20)
        rig = try NodeRig(settings, loops: loops)
        topic = try rig.namespace.declareTopic("events", TopicWish(partitions: 2)).value.value
        queue = try rig.namespace.declareQueue("mail", QueueWish()).value.value
        try rig.settle()
    }

    /// Lines of `count` small messages.
    static func lines(_ count: Int) -> String {
        (0..<count).map { "\"value\":\($0)}\n" }.joined()
    }

    @discardableResult
    func publish(_ count: Int = 1, partition: Int = 0, ack: Ack? = nil) throws -> Gated<Published> {
        try rig.result { [topic] in
            try await Self.lines(count).withByteViewAsync { lines in
                try await topic.publish(
                    PublishBlock(partition: partition, count: count, suffixes: lines), ack: ack)
            }
        }
    }

    @discardableResult
    func enqueue(_ count: Int = 1) throws -> Gated<Published> {
        try rig.result { [queue] in
            try await Self.lines(count).withByteViewAsync { lines in
                try await queue.publish(count: count, suffixes: lines)
            }
        }
    }
}

/// Counts what it is told, on whatever loop.
final class Counter: @unchecked Sendable {
    private(set) var count = 0
    func add() { count += 1 }
}
