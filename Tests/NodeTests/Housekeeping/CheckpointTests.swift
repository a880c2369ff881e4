import Base
import LogFormat
import LogStore
import Simulation
import TestSupport
import Testing

@testable import Node

@Suite struct CheckpointTests {
    @Test func `what was checkpointed reads as before, also after a restart`() throws {
        let desk = try CheckpointDesk()
        try desk.publish(900)
        try desk.publish(20, partition: 1)
        let before = try desk.topicText()
        try desk.rig.checkpoint()
        #expect(desk.topic.log(0).tail.start == Offset(900))
        #expect(desk.topic.log(1).history.state.carried?.lines == 20)
        #expect(try desk.topicText() == before)
        try desk.publish(3)
        try desk.publish(3, partition: 1)
        let after = try desk.topicText()
        try desk.rig.restart(losingPower: true)
        #expect(try desk.topicText() == after)
        try desk.rig.checkpoint()
        #expect(try desk.topicText() == after)
        try desk.rig.restart()
        #expect(try desk.topicText() == after)
    }

    @Test func `the journal gives up its files, and goes on where it was full`() throws {
        let desk = try CheckpointDesk { $0.journalBytesMax = 1 << 20 }
        var refused = false
        for _ in 0..<40 where !refused {
            do { try desk.publish(300) } catch { refused = true }
            _ = try desk.rig.prepare()
        }
        #expect(refused)
        let full = desk.rig.opened.journal.bytesOnDisk
        try desk.rig.checkpoint()
        _ = try desk.rig.prepare()
        #expect(!desk.rig.opened.journal.isFull)
        #expect(desk.rig.opened.journal.bytesOnDisk <= full)
        try desk.publish(300)
    }

    @Test func `a journal that has grown is checkpointed without being asked`() throws {
        let desk = try CheckpointDesk { $0.checkpointBytes = 1 << 17 }
        try desk.rig.keepHouse()
        #expect(desk.snapshotFiles.isEmpty)
        for _ in 0..<8 { try desk.publish(200) }
        try desk.rig.keepHouse()
        #expect(desk.snapshotFiles.count == 1)
    }

    @Test func `after a while anything new is checkpointed, and nothing is not`() throws {
        let desk = try CheckpointDesk { $0.checkpointInterval = .seconds(60) }
        try desk.publish(1)
        try desk.rig.keepHouse()
        #expect(desk.snapshotFiles.isEmpty)
        desk.rig.scheduler.pass(nanoseconds: 61_000_000_000)
        try desk.rig.keepHouse()
        let first = desk.snapshotFiles
        #expect(first.count == 1)
        desk.rig.scheduler.pass(nanoseconds: 61_000_000_000)
        try desk.rig.keepHouse()
        #expect(desk.snapshotFiles == first)
    }

    @Test func `each snapshot takes the place of the one before, and has a sequence of its own`() throws {
        let desk = try CheckpointDesk()
        try desk.publish(5)
        let first = try desk.rig.checkpoint()
        let second = try desk.rig.checkpoint()
        #expect(first.sequence < second.sequence)
        #expect(desk.snapshotFiles.count == 1)
        #expect(try desk.topicText()[0].split(separator: "\n").count == 5)
    }

    @Test func `few lines are carried until there are enough for a piece`() throws {
        let desk = try CheckpointDesk()
        var expected = ""
        for round in 0..<5 {
            try desk.publish(100)
            expected = try desk.topicText()[0]
            try desk.rig.checkpoint()
            let state = desk.topic.log(0).history.state
            if round < 3 { #expect(state.pieces.isEmpty && state.carried?.lines == 100 * (round + 1)) }
            #expect(state.lines == 100 * (round + 1))
            #expect(try desk.topicText()[0] == expected)
        }
        #expect(desk.topic.log(0).history.state.pieces.count == 1)
        // Another log's carried block is copied along, though nothing comes to it.
        try desk.publish(7, partition: 1)
        for _ in 0..<3 { try desk.rig.checkpoint() }
        try desk.rig.restart(losingPower: true)
        #expect(try desk.topicText()[0] == expected)
        #expect(try desk.topicText()[1].split(separator: "\n").count == 7)
    }

    @Test func `a line over several frames is put together`() throws {
        let desk = try CheckpointDesk()
        try desk.publish(2)
        try desk.publish(1, bytes: 100_000)
        try desk.publish(2)
        let before = try desk.topicText()
        try desk.rig.checkpoint()
        #expect(desk.topic.log(0).tail.start == Offset(5))
        #expect(try desk.topicText() == before)
        try desk.rig.restart(losingPower: true)
        #expect(try desk.topicText() == before)
    }

    @Test func `the files of a deleted topic go with the next checkpoint`() throws {
        let desk = try CheckpointDesk()
        try desk.publish(900)
        try desk.rig.checkpoint()
        #expect(desk.pieceFiles.count == 1)
        _ = try desk.rig.namespace.deleteTopic(desk.topic)
        try desk.rig.settle()
        #expect(desk.pieceFiles.count == 1)
        try desk.rig.checkpoint()
        #expect(!desk.rig.disk.paths.contains { $0.contains("/logs/0/") })
        try desk.rig.restart(losingPower: true)
        #expect(desk.rig.namespace.topics().isEmpty)
    }

    @Test func `a disk without room takes the checkpoint back, and it is tried again`() throws {
        let desk = try CheckpointDesk()
        try desk.publish(3_000)
        let before = try desk.topicText()
        let paths = desk.rig.disk.paths
        desk.rig.disk.setCapacity(desk.rig.disk.bytesUsed + 2_000)
        #expect(throws: LogStoreError.self) { try desk.rig.checkpoint() }
        #expect(!desk.rig.disk.paths.contains { $0.hasSuffix(".gz") || $0.hasSuffix(".tmp") })
        #expect(desk.rig.disk.paths.filter { !paths.contains($0) }.allSatisfy { $0.hasSuffix("/name") })
        #expect(try desk.topicText() == before)
        desk.rig.disk.setCapacity(.max)
        desk.rig.scheduler.pass(nanoseconds: 10_000_000_000)
        try desk.rig.checkpoint()
        #expect(desk.pieceFiles.count == 1)
        #expect(try desk.topicText() == before)
    }

    @Test(arguments: Seed.first(60))
    func `a crash after any step loses nothing`(seed: Seed) throws {
        var random = SplitMix64(seed: seed.value)
        let desk = try CheckpointDesk { $0.checkpointBytes = 1 << 16 }
        var counts = [0, 0]
        for _ in 0..<6 {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let partition = Int.random(in: 0...1, using: &random)
                let count = Int.random(in: 1...300, using: &random)
                try desk.publish(count, partition: partition)
                counts[partition] += count
            }
            desk.rig.opened.housekeeping.requestCheckpoint { _ in }
            try desk.rig.keepHouse(steps: Int.random(in: 0...120, using: &random))
            let before = try desk.topicText()
            try desk.rig.restart(losingPower: Bool.random(using: &random))
            #expect(try desk.topicText() == before)
            #expect(before.map { $0.split(separator: "\n").count } == counts)
        }
    }
}
