import Base
import Broker
import LogFormat
import Simulation
import Synchronization
import TestSupport
import Testing

@testable import LogStore
@testable import Node

@Suite struct CompactionTests {
    @Test(arguments: Seed.first(6))
    func `whatever happens, the latest message of each key is there, in order and where it was`(
        seed: Seed
    ) throws {
        var model = try CompactionModel(seed: seed)
        try model.run(steps: 40)
    }

    /// A topic with ten keys and eleven messages of each in pieces.
    private func filled(tombstone: Bool = false) throws -> KeyDesk {
        let desk = try KeyDesk(tombstoneTime: .seconds(7200))
        // Has looked for work, and looks again in ten seconds only.
        try desk.tidy()
        let padding = String(repeating: "x", count: 1500)
        for round in 0..<11 {
            var wishes = (0..<10).map { KeyDesk.Wish("k\($0)", round * 10 + $0) }
            if round == 10, tombstone { wishes[3].value = nil }
            for index in wishes.indices { wishes[index].padding = padding }
            try desk.publish(wishes)
        }
        try desk.publish((0..<60).map { KeyDesk.Wish("filler", $0, padding: padding) })
        try desk.rig.settle()
        try desk.checkpoint()
        return desk
    }

    @Test func `superseded messages go once there are many`() throws {
        let desk = try filled()
        #expect(desk.log.history.state.lines > 100)
        try desk.pass(.seconds(11))
        let state = desk.log.history.state
        #expect(state.pieces.reduce(0) { $0 + $1.lines } <= 12)
        #expect(state.pieces.allSatisfy { $0.generation > 0 })
        #expect(desk.log.keys?.index.counts.superseded ?? 99 <= 60)
        #expect(desk.log.shard.keyedLogs.counts.withLock { $0.removedLines } >= 100)
        for key in 0..<10 { #expect(try desk.latest("k\(key)")?.hasPrefix("\(100 + key) ") == true) }
    }

    @Test func `a tombstone goes after its time, and its key with it`() throws {
        let desk = try filled(tombstone: true)
        try desk.pass(.seconds(11))
        #expect(try desk.latest("k3")?.hasSuffix("\"tombstone\":true}\n") == true)
        try desk.pass(.seconds(7201))
        #expect(try desk.latest("k3") == nil)
        #expect(desk.log.shard.keyedLogs.counts.withLock { $0.removedTombstones } == 1)
        try desk.rig.restart()
        try desk.tidy()
        #expect(try desk.latest("k4")?.hasPrefix("104 ") == true)
    }

    @Test func `what supersedes must be durable before anything goes`() throws {
        let desk = try filled()
        // Published, but not on the disk: were its forerunner gone, a power cut would take both.
        try desk.publish((0..<10).map { KeyDesk.Wish("k\($0)", 1000) })
        desk.rig.scheduler.pass(nanoseconds: 11_000_000_000)
        for _ in 0..<200 {
            _ = desk.rig.opened.housekeeping.step()
            desk.rig.turn()
        }
        #expect(desk.log.history.state.lines == 170)
        try desk.rig.settle()
        try desk.tidy()
        #expect(desk.log.history.state.lines < 70)
        #expect(try desk.latest("k4")?.hasPrefix("174 ") == true)
    }

    @Test func `files of a compacted topic are whole gzip files`() throws {
        let desk = try filled()
        try desk.pass(.seconds(11))
        let pieces = desk.log.shard.files.pieces
        for piece in desk.log.history.state.pieces {
            let file = try desk.rig.disk.open(pieces.path(of: piece), .existing)
            let bytes = try MappedBytes(copying: 0..<file.size(), of: file)
            let folder = TemporaryFolder()
            try FileBytes.write(bytes.bytes.array, to: folder.path + "/piece.gz")
            let gzip = try ChildProcess("/bin/gzip", ["-t", folder.path + "/piece.gz"])
            #expect(gzip.waitForExit() == .code(0))
        }
    }

    @Test func `a topic that is compacted no longer keeps what it has`() throws {
        let desk = try filled()
        _ = try desk.rig.namespace.changeTopic(desk.topic, TopicWish(cleanup: .delete))
        try desk.rig.settle()
        try desk.pass(.seconds(11))
        #expect(desk.log.history.state.lines == 170)
    }
}
