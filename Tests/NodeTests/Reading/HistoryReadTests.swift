import Base
import LogFormat
import LogStore
import Simulation
import TestSupport
import Testing

@testable import Node

@Suite
struct HistoryReadTests {
    /// A log with two pieces and a tail, and what it read like before.
    private func parted(isGone: (Offset) -> Bool = { _ in false }) throws -> (Desk, LogView, String) {
        let desk = try Desk()
        let log = desk.topic.log(0)
        for count in [40, 1, 60] {
            try desk.publish(count)
            try desk.rig.settle()
            desk.rig.scheduler.pass(nanoseconds: 7_000_000)
        }
        let first = try desk.text(log)
        try desk.archive(log, isGone: isGone)
        try desk.publish(30)
        try desk.rig.settle()
        let second = try desk.text(log, from: Offset(101))
        try desk.archive(log, isGone: isGone)
        try desk.publish(9)
        try desk.rig.settle()
        return (desk, log, first + second + (try desk.text(log, from: Offset(131))))
    }

    @Test func `what a checkpoint took out of the journal reads as before`() throws {
        let (desk, log, text) = try parted()
        #expect(log.tail.start == Offset(131) && log.history.end == Offset(131))
        #expect(try desk.text(log) == text)
    }

    @Test(arguments: Seed.first(8))
    func `every range of history and tail is what it was`(seed: Seed) throws {
        let (desk, log, text) = try parted()
        let lines = text.split(separator: "\n").map { "\($0)\n" }
        var random = SplitMix64(seed: seed.value)
        for _ in 0..<12 {
            let from = Int.random(in: 0...140, using: &random)
            let end = Int.random(in: from...140, using: &random)
            let expected = lines[from..<end].joined()
            #expect(try desk.text(log, from: Offset(UInt64(from)), upTo: Offset(UInt64(end))) == expected)
        }
    }

    @Test func `messages that are gone are passed over, and a read ends behind them`() throws {
        // Of three messages one stays; of the last ones of the first piece, and of the whole second, none.
        let (desk, log, text) = try parted { $0.rawValue % 3 != 0 || $0.rawValue > 80 }
        let kept = text.split(separator: "\n").enumerated().filter { index, _ in
            index > 130 || (index % 3 == 0 && index <= 80)
        }
        #expect(try desk.text(log) == kept.map { "\($0.element)\n" }.joined())
        let ends = try desk.rig.result {
            var ends: [Offset] = []
            for from in [1, 82, 100, 130] as [UInt64] {
                ends.append(
                    try await log.read(from: Offset(from), upTo: Offset(131), bytesMax: .max) { _ in true })
            }
            return ends
        }
        #expect(ends == Array(repeating: Offset(131), count: 4))
    }

    @Test func `blocks come from a worker, never from the loop`() throws {
        let (desk, log, _) = try parted()
        let read = Counter()
        desk.rig.start {
            _ = try? await log.read(from: Offset(3), upTo: Offset(4), bytesMax: 1) { _ in
                read.add()
                return false
            }
        }
        _ = desk.rig.scheduler.stepLoop(0)
        #expect(read.count == 0)
        #expect(desk.rig.scheduler.stepWorker(0))
        desk.rig.turn()
        #expect(read.count == 1)
    }

    @Test func `whoever reads block by block finds the next ones in memory`() throws {
        let (desk, log, _) = try parted()
        var waits = 0
        for from in stride(from: UInt64(0), to: 100, by: 5) {
            let read = Counter()
            desk.rig.start {
                _ = try? await log.read(from: Offset(from), upTo: Offset(from + 5), bytesMax: .max) { _ in
                    read.add()
                    return true
                }
            }
            _ = desk.rig.scheduler.stepLoop(0)
            if read.count == 0 { waits += 1 }
            desk.rig.turn()
        }
        #expect(waits == 1)
    }

    @Test func `times are found in history and tail alike`() throws {
        let (desk, log, text) = try parted()
        let times = try text.split(separator: "\n").map { line in
            try "\(line)\n".withByteView { try StoredLine(parsing: $0).timestamp }
        }
        for shift in [-1, 0, 1] as [Int64] {
            for time in times {
                let wanted = time + Interval(milliseconds: shift)
                let expected = times.firstIndex { $0 >= wanted } ?? times.count
                #expect(try desk.rig.result { try await log.offset(at: wanted) }.rawValue == expected)
            }
        }
    }

    @Test func `a reader whose file is merged away goes on in the new one`() throws {
        let (desk, log, text) = try parted()
        let old = log.history.state.pieces[0]
        let pieces = log.shard.files.pieces
        // The same blocks as generation 1.
        var writer = PieceWriter(log: log.id, first: old.first, generation: 1, in: pieces)
        for (number, block) in try pieces.index(of: old).blocks.enumerated() {
            let run = try pieces.stored(old, from: number, through: number)
            try writer.append(run.bytes.bytes, block)
        }
        let new = try writer.finish(covering: old.end)
        let first = Note()
        desk.rig.start {
            var out = ByteBuffer()
            var renderer = LineRenderer(.lines)
            var budget = LineBudget()
            _ = try? await log.read(from: .zero, bytesMax: .max) { run in
                _ = renderer.render(run, from: .zero, budget: &budget, into: &out)
                return true
            }
            first.text = out.bytes.string
        }
        _ = desk.rig.scheduler.stepLoop(0)
        _ = log.history.change { $0.replace([old], by: new) }
        try pieces.remove(old)
        desk.rig.turn()
        #expect(first.text == text)
    }
}

/// What a task on a loop found out.
private final class Note: @unchecked Sendable { var text = "" }
