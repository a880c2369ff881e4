import Base
import Broker
import LogFormat
import LogStore
import Simulation
import TestSupport
import Testing

@testable import Node

@Suite struct QueueCheckpointTests {
    @Test func `a queue that keeps up never writes a piece`() throws {
        let desk = try CheckpointDesk()
        for _ in 0..<4 {
            try desk.enqueue(900)
            try desk.receive(1_000) { _ in true }
            try desk.rig.checkpoint()
        }
        #expect(desk.pieceFiles.isEmpty)
        #expect(desk.queue.log.history.state.lines == 0)
        #expect(desk.queue.log.history.end == Offset(3_600))
        try desk.rig.restart(losingPower: true)
        #expect(try desk.queue.counts().value.ready == 0)
        try desk.enqueue(1)
        #expect(try desk.receive(1) { _ in true } == [Offset(3_600)])
    }

    @Test func `settled messages are left out of pieces, the others are handed out from there`() throws {
        let desk = try CheckpointDesk()
        try desk.enqueue(3_000)
        for _ in 0..<2 { try desk.receive(1_000) { $0.rawValue % 2 == 0 } }
        try desk.rig.checkpoint()
        let state = desk.queue.log.history.state
        #expect(state.lines == 2_000)
        #expect(state.pieces.count == 1)
        try desk.rig.restart(losingPower: true)
        #expect(try desk.queue.counts().value.leased == 1_000)
        #expect(try desk.receive(1_000) { _ in true } == (2_000..<3_000).map { Offset($0) })
        desk.rig.scheduler.pass(nanoseconds: 60_000_000_000)
        try desk.rig.settle()
        let odd = try desk.receive(1_000) { _ in true }
        #expect(odd == (0..<1_000).map { Offset(UInt64($0) * 2 + 1) })
        // All is settled: the piece goes with the next checkpoint.
        try desk.rig.checkpoint()
        #expect(desk.pieceFiles.isEmpty)
    }

    @Test func `a carried message that was settled vanishes with the next snapshot`() throws {
        let desk = try CheckpointDesk()
        try desk.enqueue(10)
        try desk.rig.checkpoint()
        #expect(desk.queue.log.history.state.carried?.lines == 10)
        try desk.receive(10) { $0 == Offset(3) }
        try desk.enqueue(1)
        try desk.rig.checkpoint()
        #expect(desk.queue.log.history.state.carried?.lines == 10)
        desk.rig.scheduler.pass(nanoseconds: 60_000_000_000)
        try desk.rig.settle()
        try desk.receive(20) { _ in true }
        try desk.rig.checkpoint()
        #expect(desk.queue.log.history.state.carried == nil)
    }

    @Test(arguments: Seed.first(40))
    func `a crash after any step keeps what is not settled`(seed: Seed) throws {
        var random = SplitMix64(seed: seed.value)
        let desk = try CheckpointDesk { $0.checkpointBytes = 1 << 16 }
        var open = Set<Offset>()
        var next = 0
        for _ in 0..<5 {
            let count = Int.random(in: 1...800, using: &random)
            try desk.enqueue(count)
            for index in next..<next + count { open.insert(Offset(UInt64(index))) }
            next += count
            desk.rig.opened.housekeeping.requestCheckpoint { _ in }
            for _ in 0..<3 {
                try desk.rig.keepHouse(steps: Int.random(in: 0...40, using: &random))
                let divisor = UInt64.random(in: 1...4, using: &random)
                let got = try desk.receive(Int.random(in: 1...400, using: &random)) {
                    $0.rawValue % divisor == 0
                }
                for offset in got where offset.rawValue % divisor == 0 { open.remove(offset) }
            }
            let counts = try desk.queue.counts().value
            try desk.rig.restart(losingPower: Bool.random(using: &random))
            #expect(try desk.queue.counts().value == counts)
            #expect(counts.ready + counts.leased == open.count)
            for offset in open.shuffled(using: &random).prefix(5) {
                let text = try desk.desk.text(desk.queue.log, from: offset, upTo: offset + 1)
                #expect(text.hasPrefix("{\"offset\":\(offset.rawValue),"))
            }
        }
    }
}
