import Base
import Broker
import LogFormat
import LogStore
import Simulation
import TestSupport

@testable import Node

/// A desk whose node is checkpointed and restarted: topic and queue are looked up anew each time.
struct CheckpointDesk {
    let desk: Desk

    init(_ change: (inout NodeSettings) -> Void = { _ in }) throws {
        var settings = NodeSettings(isDevelopment: true)
        settings.journalFileBytes = 1 << 18
        settings.chunkBytes = 1 << 15
        settings.framePayloadBytesMax = 1 << 14
        settings.reserveBytes = 0
        change(&settings)
        desk = try Desk(settings)
    }

    var rig: NodeRig { desk.rig }
    var topic: Topic { rig.namespace.topics()[0] }
    var queue: Queue { rig.namespace.queues()[0] }

    /// Publishes lines of about `bytes` bytes, each with a number of its own.
    func publish(_ count: Int, partition: Int = 0, bytes: Int = 100) throws {
        let first = topic.log(partition).tail.end
        let text = String(repeating: "x", count: bytes)
        let lines = (0..<count).map { "\"value\":\"\((first + $0).rawValue) \(text)\"}\n" }.joined()
        _ = try rig.result { [topic] in
            try await lines.withByteViewAsync { lines in
                try await topic.publish(
                    PublishBlock(partition: partition, count: count, suffixes: lines), ack: nil)
            }
        }
        try rig.settle()
    }

    /// Puts lines into the queue.
    func enqueue(_ count: Int, bytes: Int = 100) throws {
        let text = String(repeating: "x", count: bytes)
        let lines = (0..<count).map { "\"value\":\"\($0) \(text)\"}\n" }.joined()
        _ = try rig.result { [queue] in
            try await lines.withByteViewAsync { lines in
                try await queue.publish(count: count, suffixes: lines)
            }
        }
        try rig.settle()
    }

    /// Receives up to `count` messages and acknowledges those for which `isDone` holds.
    @discardableResult
    func receive(_ count: Int, isDone: (Offset) -> Bool) throws -> [Offset] {
        let runs = try queue.receive(ReceiveRequest(max: count)).value.runs
        let items = runs.flatMap { run in
            (0..<Int(run.count)).map { (run.first + $0, run.generation) }
        }
        let settled = items.filter { isDone($0.0) }.map {
            SettleItem(offset: $0.0, generation: $0.1, verb: .ack)
        }
        _ = try queue.settle(settled)
        try rig.settle()
        return items.map(\.0)
    }

    /// All that readers see of both partitions.
    func topicText() throws -> [String] { try (0..<2).map { try desk.text(topic.log($0)) } }

    /// Files below the folder of the logs.
    var pieceFiles: [String] {
        rig.disk.paths.filter { $0.contains("/logs/") && $0.hasSuffix(".gz") }
    }

    var snapshotFiles: [String] { rig.disk.paths.filter { $0.contains("/snapshots/") } }

    var journalFiles: [String] { rig.disk.paths.filter { $0.contains("/journal/") } }
}
