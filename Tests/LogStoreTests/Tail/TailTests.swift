import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct TailTests {
    private func line(_ count: Int, _ letter: UInt8 = 97) -> [UInt8] {
        [UInt8](repeating: letter, count: count)
    }

    @Test func `messages are seen once their command is durable`() throws {
        let journal = DelayingJournal()
        let rig = StoreRig(memory: journal)
        rig.append([(0, [line(1), line(2)])])
        rig.append([(0, [line(3)])])
        let tail = rig.tail(0)
        #expect(tail.end == Offset(3))
        #expect(tail.visibleEnd == .zero)
        #expect(tail.visibleEnd(durable: JournalSequence(1)) == Offset(2))
        try rig.step()
        _ = journal.deliver()
        #expect(tail.visibleEnd == Offset(3))
    }

    @Test func `a command of several frames is seen as a whole`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        let extent = rig.append([(0, (0..<30).map { line(100, 97 + UInt8($0 % 26)) })])
        #expect(rig.tail(0).visibleEnd(durable: JournalSequence(extent.releaseAt.rawValue - 1)) == .zero)
        #expect(rig.tail(0).visibleEnd(durable: extent.releaseAt) == Offset(30))
    }

    @Test(arguments: Seed.first(40))
    func `reads agree with a plain array under random histories`(seed: Seed) throws {
        var random = SplitMix64(seed: seed.value)
        var sizes = StoreRig.Sizes()
        sizes.tailBytesMax = 2 * sizes.chunkBytes
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true), sizes: sizes)
        var logs = [[[UInt8]]](repeating: [], count: 3)
        for _ in 0..<60 {
            let count = Int.random(in: 1...6, using: &random)
            let longest = Int.random(in: 0..<8, using: &random) == 0 ? 4000 : 120
            let lines = (0..<count).map { _ in
                line(Int.random(in: 0...longest, using: &random), .random(in: 97...122, using: &random))
            }
            let log = Int.random(in: 0...2, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                rig.fan([0, 2], lines: lines.map { Array($0.prefix(100)) })
                for one in [0, 2] { logs[one] += lines.map { Array($0.prefix(100)) } }
            } else {
                rig.append([(UInt32(log), lines), (1, [line(1)])])
                logs[log] += lines
                logs[1].append(line(1))
            }
            try rig.step()
        }
        for log in 0...2 {
            #expect(try rig.read(UInt32(log)) == logs[log])
            for _ in 0..<10 {
                let from = Int.random(in: 0...logs[log].count, using: &random)
                let end = Int.random(in: from...logs[log].count, using: &random)
                let read = try rig.read(UInt32(log), from: Offset(UInt64(from)), upTo: Offset(UInt64(end)))
                #expect(read == Array(logs[log][from..<end]))
            }
        }
        #expect(rig.chunks.residentBytes <= sizes.tailBytesMax)
    }

    @Test func `a read ends at its budget and can be resumed`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for index in 0..<20 { rig.append([(0, [line(50, 97 + UInt8(index))])]) }
        try rig.drain()
        var next = Offset.zero
        var visits = 0
        while next < Offset(20) {
            var bytes = 0
            let result = try rig.tail(0).read(from: next, upTo: Offset(20), bytesMax: 100) { event in
                bytes += event.body.count
                visits += 1
                return true
            }
            guard case .done(let at) = result else { fatalError("cold") }
            #expect(bytes == 102)
            next = at
        }
        #expect(visits == 20)
    }

    @Test func `a visit that has enough ends the read`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for _ in 0..<5 { rig.append([(0, [line(5)])]) }
        try rig.drain()
        var visits = 0
        let result = try rig.tail(0).read(from: Offset(1), upTo: Offset(5), bytesMax: .max) { _ in
            visits += 1
            return visits < 2
        }
        guard case .done(let next) = result else { fatalError("cold") }
        #expect(next == Offset(3))
    }

    @Test func `a time finds the first message of that time or later`() throws {
        var sizes = StoreRig.Sizes()
        sizes.tailBytesMax = 2 * sizes.chunkBytes
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true), sizes: sizes)
        let start = rig.now
        for index in 0..<40 {
            rig.now = start + Interval(milliseconds: Int64(index / 2 * 10))
            rig.append([(0, [line(200), line(3)])])
            try rig.step()
        }
        func offset(_ milliseconds: Int64) throws -> Offset {
            var loaded = LoadedChunks.none
            while true {
                let time = start + Interval(milliseconds: milliseconds)
                switch try rig.tail(0).offset(at: time, loaded: loaded) {
                case .found(let offset): return offset
                case .cold(let stretch): loaded = try rig.tail(0).load(stretch)
                }
            }
        }
        #expect(try offset(-5) == .zero)
        #expect(try offset(0) == .zero)
        for index in 1..<20 {
            #expect(try offset(Int64(index) * 10) == Offset(UInt64(index) * 4))
            #expect(try offset(Int64(index) * 10 - 3) == Offset(UInt64(index) * 4))
        }
        #expect(try offset(191) == Offset(80))
    }

    @Test func `truncated messages are forgotten`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for index in 0..<20 { rig.append([(0, [line(500, 97 + UInt8(index))])]) }
        try rig.drain()
        rig.tail(0).truncate(before: Offset(7))
        #expect(rig.tail(0).earliest == Offset(7))
        #expect(try rig.read(0, from: Offset(7)).count == 13)
        rig.tail(0).truncate(before: Offset(3))
        #expect(rig.tail(0).earliest == Offset(7))
        rig.tail(0).truncate(before: Offset(20))
        #expect(rig.tail(0).earliest == Offset(20))
        rig.append([(0, [line(5)])])
        try rig.drain()
        #expect(try rig.read(0, from: Offset(20)) == [line(5)])
    }

    @Test func `what a checkpoint took is forgotten up to its cut`() throws {
        let rig = StoreRig(memory: DelayingJournal(isPrompt: true))
        for index in 0..<5 { rig.append([(0, [line(5, 97 + UInt8(index))])]) }
        rig.append([(1, [line(5)])])
        let cut = rig.turnChunk()
        rig.append([(0, [line(5, 120)])])
        try rig.drain()
        #expect(rig.tail(1).holds(beforeChunk: cut.chunk))
        rig.tail(0).forget(beforeChunk: cut.chunk)
        rig.tail(1).forget(beforeChunk: cut.chunk)
        #expect(rig.tail(0).start == Offset(5))
        #expect(rig.tail(0).earliest == .zero)
        #expect(rig.tail(1).start == Offset(1))
        #expect(!rig.tail(1).holds(beforeChunk: cut.chunk))
        #expect(try rig.read(0, from: Offset(5)) == [line(5, 120)])
        let result = try rig.tail(0).read(from: Offset(2), upTo: Offset(6), bytesMax: .max) { _ in true }
        guard case .forgotten(let next) = result else { fatalError("not forgotten") }
        #expect(next == Offset(2))
    }
}
