import Base
import Broker
import LogFormat
import LogStore
import Simulation
import TestSupport
import Testing

@testable import Node

/// What retention and the clean-up of queues do to what checkpoints have written.
@Suite struct HistoryRetentionTests {
    /// Names of a log's pieces on the disk.
    private func pieces(_ log: LogView, _ desk: Desk) -> [String] {
        let files = try? desk.rig.disk.list("data/shards/0/logs/\(log.id.rawValue)")
        return (files ?? []).filter { $0.hasSuffix(".ndjson.gz") }.sorted()
    }

    /// A topic with three pieces of 100 messages each, a minute apart.
    private func topic() throws -> Desk {
        let desk = try Desk()
        for _ in 0..<3 {
            try desk.rig.publish(100, to: desk.topic)
            try desk.rig.checkpointAndTidy()
            desk.rig.scheduler.pass(nanoseconds: 60_000_000_000)
        }
        try #require(desk.topic.log(0).tail.start == Offset(300))
        return desk
    }

    private func limit(_ desk: Desk, _ retention: RetentionWish) throws {
        _ = try desk.rig.namespace.changeTopic(
            try desk.rig.topic("events"), TopicWish(retention: retention))
        try desk.rig.settle()
        try desk.rig.keepHouse(for: 0)
    }

    private func read(_ log: LogView, from: Offset, _ desk: Desk) throws -> Offset {
        try desk.rig.result { try await log.read(from: from, bytesMax: .max) { _ in true } }
    }

    @Test func `pieces wholly below the start leave the disk at the next checkpoint`() throws {
        let desk = try topic()
        let log = desk.topic.log(0)
        let before = pieces(log, desk)
        try limit(desk, RetentionWish(count: .at(90)))
        #expect(log.earliest == Offset(210))
        #expect(pieces(log, desk) == before)
        try desk.rig.checkpointAndTidy()
        #expect(pieces(log, desk) == ["00000000000000000200.1.ndjson.gz"])
        #expect(try read(log, from: Offset(210), desk) == Offset(300))
        try desk.rig.restart(losingPower: true)
        let again = try desk.rig.topic("events").log(0)
        #expect(again.earliest == Offset(210))
        #expect(try read(again, from: Offset(210), desk) == Offset(300))
    }

    @Test func `a limit by time goes to the message in a piece too`() throws {
        let desk = try topic()
        try limit(desk, RetentionWish(time: .at(.seconds(100))))
        #expect(desk.topic.log(0).earliest == Offset(200))
    }

    @Test func `a limit by bytes keeps whole blocks, at least as many bytes as it says`() throws {
        let desk = try topic()
        let log = desk.topic.log(0)
        let all = log.bytes
        try limit(desk, RetentionWish(bytes: .at(150_000)))
        #expect(log.earliest > Offset(100) && log.earliest < Offset(200))
        #expect(log.bytes >= 150_000 && log.bytes < 150_000 + 2 * 66_000 && log.bytes < all)
    }

    @Test func `a trim after the last checkpoint holds after a restart`() throws {
        let desk = try topic()
        try limit(desk, RetentionWish(count: .at(20)))
        try desk.rig.restart(losingPower: true)
        let log = try desk.rig.topic("events").log(0)
        #expect(log.earliest == Offset(280))
        #expect(try read(log, from: Offset(280), desk) == Offset(300))
    }

    // MARK: queues

    /// A queue with 300 messages in one piece.
    private func queue() throws -> Desk {
        let desk = try Desk()
        try desk.rig.enqueue(300, to: desk.queue)
        try desk.rig.checkpointAndTidy()
        try #require(pieces(desk.queue.log, desk).count == 1)
        return desk
    }

    /// Receives all there is and acks it but for `left`.
    private func work(_ desk: Desk, leaving left: Set<UInt64> = []) throws {
        let received = try desk.queue.receive(ReceiveRequest(max: 1000)).value
        var items: [SettleItem] = []
        for run in received.runs {
            for index in 0..<Int(run.count) where !left.contains((run.first + index).rawValue) {
                items.append(
                    SettleItem(offset: run.first + index, generation: run.generation, verb: .ack))
            }
        }
        _ = try desk.queue.settle(items)
        try desk.rig.settle()
    }

    @Test func `a queue that keeps up never writes a piece`() throws {
        let desk = try Desk()
        for _ in 0..<3 {
            try desk.rig.enqueue(300, to: desk.queue)
            try work(desk)
            try desk.rig.checkpointAndTidy()
        }
        #expect(pieces(desk.queue.log, desk) == [])
        #expect(desk.queue.log.storedBytes == 0)
    }

    @Test func `a piece of which all is settled leaves the disk at the next checkpoint`() throws {
        let desk = try queue()
        try work(desk)
        try desk.rig.checkpointAndTidy()
        #expect(pieces(desk.queue.log, desk) == [])
    }

    @Test func `a purge frees the disk at the next checkpoint`() throws {
        let desk = try queue()
        _ = try desk.queue.purge()
        try desk.rig.checkpointAndTidy()
        #expect(pieces(desk.queue.log, desk) == [])
    }

    @Test func `a deleted queue leaves nothing on the disk after the next checkpoint`() throws {
        let desk = try queue()
        _ = try desk.rig.namespace.deleteQueue(desk.queue)
        try desk.rig.settle()
        try desk.rig.checkpointAndTidy()
        #expect(pieces(desk.queue.log, desk) == [])
    }

    @Test func `stragglers are written anew without what was settled around them`() throws {
        let desk = try queue()
        let before = desk.queue.log.storedBytes
        try work(desk, leaving: [0, 17, 250])
        try desk.rig.keepHouse(for: 31)
        try desk.rig.checkpointAndTidy()
        #expect(pieces(desk.queue.log, desk).count == 1)
        #expect(desk.queue.log.storedBytes < before / 3)
        try desk.rig.restart(losingPower: true)
        let queue = try #require(desk.rig.namespace.queues().first)
        let left = try queue.receive(ReceiveRequest(max: 1000)).value
        #expect(left.runs.map(\.first) == [Offset(0), Offset(17), Offset(250)])
        try desk.rig.settle()
        let seen = Counter()
        for run in left.runs {
            _ = try desk.rig.result {
                try await queue.log.read(from: run.first, upTo: run.limit, bytesMax: 1) { run in
                    seen.add()
                    return false
                }
            }
        }
        #expect(seen.count == 3)
    }

    @Test func `a piece of which much is left stays as it is`() throws {
        let desk = try queue()
        let before = pieces(desk.queue.log, desk)
        try work(desk, leaving: Set(100..<200))
        try desk.rig.keepHouse(for: 31)
        try desk.rig.checkpointAndTidy()
        #expect(pieces(desk.queue.log, desk) == before)
    }

    @Test func `a piece above a straggler goes when all in it is settled`() throws {
        let desk = try queue()
        try work(desk, leaving: Set(0..<200))
        try desk.rig.enqueue(300, to: desk.queue)
        try desk.rig.checkpointAndTidy()
        try #require(pieces(desk.queue.log, desk).count == 2)
        try work(desk, leaving: Set(0..<200))
        try desk.rig.keepHouse(for: 31)
        try desk.rig.checkpointAndTidy()
        #expect(pieces(desk.queue.log, desk).count == 1)
    }
}

extension NodeRig {
    /// `count` messages of a kilobyte that no compressor makes much smaller, in one batch.
    private func lines(_ count: Int, seed: UInt64) -> String {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            let digits = (0..<64).map { _ in String(random.next(), radix: 16) }.joined()
            return "\"text\":\"\(digits)\"}\n"
        }.joined()
    }

    func publish(_ count: Int, to topic: Topic) throws {
        let text = lines(count, seed: topic.log(0).visibleEnd.rawValue)
        _ = try result {
            try await text.withByteViewAsync { lines in
                try await topic.publish(PublishBlock(partition: 0, count: count, suffixes: lines))
            }
        }
        try settle()
    }

    func enqueue(_ count: Int, to queue: Queue) throws {
        let text = lines(count, seed: queue.log.visibleEnd.rawValue)
        _ = try result {
            try await text.withByteViewAsync { lines in
                try await queue.publish(count: count, suffixes: lines)
            }
        }
        try settle()
    }

    /// Makes a checkpoint and does whatever else is due.
    func checkpointAndTidy() throws {
        let done = Counter()
        opened.housekeeping.requestCheckpoint { _ in done.add() }
        try keepHouse(for: 0)
        #expect(done.count == 1)
    }
}
