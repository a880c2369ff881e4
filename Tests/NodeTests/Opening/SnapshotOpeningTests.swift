import Base
import Broker
import LogFormat
import LogStore
import Simulation
import TestSupport
import Testing

@testable import Node

/// Starting from a snapshot, made by hand as a checkpoint makes one.
struct SnapshotOpeningTests {
    private let desk: Desk

    init() throws {
        var settings = NodeSettings(isDevelopment: true)
        settings.journalFileBytes = 16 * 1024
        settings.chunkBytes = 8192
        settings.framePayloadBytesMax = 2048
        desk = try Desk(settings)
    }

    private var shard: Shard { desk.topic.logs[0].shard }
    private var logs: [LogView] { desk.topic.logs + [desk.queue.log] }

    /// Everything but the line of the shard itself, whose epoch each start raises.
    private func trace(_ shard: Shard) -> String {
        shard.locked { state in
            var output = ByteBuffer()
            state.broker.trace(into: &output)
            return output.bytes.string.split(separator: "\n").dropFirst().joined(separator: "\n")
        }
    }

    private func receive(_ max: Int) throws -> [SlotRun] {
        try desk.queue.receive(ReceiveRequest(max: max)).value.runs
    }

    /// Moves what the journal holds into pieces, and everything else into a snapshot; `between` its slices
    /// the node goes on.
    private func checkpoint(
        reach: Int = 0, between: () throws -> Void = {}
    ) throws {
        for log in logs where log.visibleEnd > log.history.end { try desk.archive(log) }
        let cut = shard.appliedNow()
        var writer = try SnapshotWriter(shard.files.snapshots, cut: cut, fileSystem: desk.rig.disk)
        var cursor: SnapshotCursor? = .start
        var last = cut
        while let next = cursor {
            let (records, behind, applied) = shard.locked { state in
                var records = ByteBuffer()
                let behind = state.broker.snapshot(
                    from: next, at: state.applied, bytesMax: 64, into: &records)
                return (records.bytes.array, behind, state.applied)
            }
            try records.withByteView { try writer.append(records: $0) }
            (cursor, last) = (behind, applied)
            try between()
        }
        try desk.rig.settle()
        for log in logs.sorted(by: { $0.id < $1.id }) where log.history.end > .zero {
            let state = log.history.state
            try writer.append(LogRecord(log: log.id, end: state.end, pieces: state.pieces))
        }
        try writer.seal(
            SnapshotHeader(
                shard: 0, journal: journal, cut: cut,
                reach: JournalSequence(last.rawValue + UInt64(reach)),
                madeAt: Instant(milliseconds: 0)))
        try writer.sync()
        _ = try writer.publish()
        let behind = JournalSequence(cut.rawValue + 1)
        shard.chunks.trim(before: behind)
        try shard.journal.trim(before: behind)
    }

    private var journal: UInt64 {
        let path = desk.rig.disk.paths.first { $0.hasSuffix(".journal") } ?? ""
        let header = try? desk.rig.disk.bytes(of: path).withByteView { try JournalFileHeader(decoding: $0) }
        return header?.journal ?? 0
    }

    private func reopened() throws -> Desk {
        desk.rig.disk.killProcess()
        return try Desk(reopening: desk.rig)
    }

    @Test func `everything is there after a checkpoint between whose slices much happened`() throws {
        for _ in 0..<40 { try desk.publish(5) }
        try desk.enqueue(20)
        _ = try receive(7)
        try desk.rig.settle()
        var round = 0
        try checkpoint {
            round += 1
            try desk.publish(2, partition: round % 2)
            try desk.enqueue(3)
            _ = try receive(2)
            if round == 2 { _ = try desk.rig.namespace.declareQueue("late", QueueWish()) }
            if round < 4 { _ = try desk.rig.namespace.declareTopic("more", TopicWish(partitions: round)) }
        }
        try desk.publish(4, partition: 1)
        try desk.rig.settle()
        let (before, text) = (trace(shard), try logs.map { try desk.text($0) })
        let again = try reopened()
        #expect(trace(again.topic.logs[0].shard) == before)
        #expect(try (again.topic.logs[0..<2] + [again.queue.log]).map { try again.text($0) } == text)
        #expect(again.rig.namespace.topic(ByteView("more"))?.logs.count == 3)
        #expect(again.rig.namespace.topic(ByteView("more"))?.version == 2)
        #expect(again.rig.namespace.queue(ByteView("late")) != nil)
        #expect(try again.publish(1, partition: 0).value.first.first == logs[0].visibleEnd)
    }

    @Test func `a second start finds the same`() throws {
        try desk.publish(9)
        try desk.rig.settle()
        try checkpoint()
        let before = trace(shard)
        let once = try reopened()
        once.rig.disk.killProcess()
        let twice = try Desk(reopening: once.rig)
        #expect(trace(twice.topic.logs[0].shard) == before)
    }

    @Test func `a journal that ends before what the snapshot knows stops the start`() throws {
        try desk.publish(9)
        try desk.rig.settle()
        try checkpoint(reach: 5)
        desk.rig.disk.killProcess()
        #expect(throws: LogStoreError.self) { try Desk(reopening: desk.rig) }
    }

    @Test func `a directory from before there were snapshots opens`() throws {
        try desk.publish(9)
        try desk.rig.settle()
        let text = try desk.text(logs[0])
        desk.rig.disk.killProcess()
        for folder in ["logs", "snapshots"] {
            try desk.rig.disk.removeDirectory("data/shards/0/\(folder)")
        }
        let again = try Desk(reopening: desk.rig)
        #expect(try again.text(again.topic.logs[0]) == text)
    }
}

extension Desk {
    /// The same node once more, after its process was killed.
    init(reopening rig: NodeRig) throws {
        self.rig = try NodeRig(rig.settings, disk: rig.disk)
        guard let topic = self.rig.namespace.topic(ByteView("events")),
            let queue = self.rig.namespace.queue(ByteView("mail"))
        else { throw Missing() }
        (self.topic, self.queue) = (topic, queue)
    }

    private struct Missing: Error {}
}
