import Base
import Broker
import LogStore
import Simulation
import Synchronization
import Testing

@testable import Node

@Suite struct FullJournalPaceTests {
    /// A desk whose journal is full, though somebody keeps house.
    private func full() throws -> CheckpointDesk {
        let desk = try CheckpointDesk { $0.journalBytesMax = 1 << 20 }
        while !desk.rig.opened.journal.isFull {
            try desk.publish(300)
            _ = try desk.rig.prepare()
        }
        desk.rig.opened.node.housekeeping.context.shard.isTended.store(true, ordering: .relaxed)
        return desk
    }

    /// Starts a publish that may have to wait, and says what came of it.
    private func begin(_ desk: CheckpointDesk) -> Waiting {
        let waiting = Waiting()
        desk.rig.start { [topic = desk.topic] in
            do {
                _ = try await "\"value\":1}\n".withByteViewAsync { lines in
                    try await topic.publish(
                        PublishBlock(partition: 0, count: 1, suffixes: lines), ack: nil)
                }
                waiting.outcome = "published"
            } catch { waiting.outcome = "\((error as? Refused)?.reason ?? .busy)" }
        }
        desk.rig.turn()
        return waiting
    }

    private final class Waiting: @unchecked Sendable { var outcome: String? }

    @Test func `a publisher goes on once a checkpoint has made room`() throws {
        let desk = try full()
        let waiting = begin(desk)
        #expect(waiting.outcome == nil)
        try desk.rig.checkpoint()
        _ = try desk.rig.prepare()
        desk.rig.scheduler.pass(nanoseconds: 10_000_000)
        desk.rig.turn()
        #expect(waiting.outcome == "published")
    }

    @Test func `a publisher is refused when there is no room for long`() throws {
        let desk = try full()
        let waiting = begin(desk)
        for _ in 0..<600 where waiting.outcome == nil {
            desk.rig.scheduler.pass(nanoseconds: 10_000_000)
            desk.rig.turn()
        }
        #expect(waiting.outcome == "journalFull")
    }

    @Test func `a publisher that waits for room is let go at the end`() throws {
        let desk = try full()
        let waiting = begin(desk)
        desk.rig.opened.node.end()
        desk.rig.turn()
        #expect(waiting.outcome == "shuttingDown")
    }
}
