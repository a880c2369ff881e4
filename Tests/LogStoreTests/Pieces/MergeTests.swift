import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct MergeTests {
    private let fileSystem = SimulatedFileSystem()
    private let store: PieceStore

    init() throws { store = try PieceStore.simulated(fileSystem) }

    private func run(_ inputs: [PieceEntry], _ recipe: MergeRecipe = .copy) throws -> PieceEntry? {
        var merge = Merge(inputs, in: store, recipe: recipe)
        while true {
            switch try merge.step() {
            case .working: continue
            case .done(let piece): return piece
            }
        }
    }

    /// Neighbouring pieces that a seed makes, and all their lines.
    private func pieces(
        _ seed: Seed, isLarge: Bool = false
    ) throws -> (pieces: [PieceEntry], lines: [SampleLog.Line]) {
        var random = SplitMix64(seed: seed.value)
        var (pieces, lines): ([PieceEntry], [SampleLog.Line]) = ([], [])
        var end = Offset(5)
        for number in 0..<Int.random(in: 1...4, using: &random) {
            let count = Int.random(in: 1...(isLarge ? 600 : 60), using: &random)
            let sample = SampleLog(
                seed: seed.value &* 31, count: count, first: end,
                since: lines.last?.timestamp ?? Instant(milliseconds: 1_700_000_000_000),
                isSparse: seed.value % 2 == 0)
            let density = CodecTests.densities[Int.random(in: 0..<3, using: &random)]
            let until = sample.end + Int.random(in: 0...2, using: &random)
            pieces.append(
                try sample.write(
                    to: store, generation: UInt32(1 + number % 3), first: end, end: until, density: density,
                    blockBytes: isLarge ? Limits.blockBytes : Int.random(in: 300...3_000, using: &random)))
            lines += sample.lines
            end = until
        }
        return (pieces, lines)
    }

    @Test(arguments: Seed.first(16))
    func `a merge holds the lines of its inputs and covers what they covered`(seed: Seed) throws {
        let (inputs, lines) = try pieces(seed, isLarge: seed.value % 4 == 0)
        let recipe = seed.value % 3 == 0 ? MergeRecipe.recompress : .copy
        let merged = try #require(try run(inputs, recipe))
        #expect(try store.lines(of: merged) == lines.flatMap(\.bytes))
        #expect(gunzip(fileSystem.bytes(of: store.path(of: merged))) == lines.flatMap(\.bytes))
        #expect(merged.first == inputs[0].first && merged.end == inputs[inputs.count - 1].end)
        #expect(merged.generation == (inputs.map(\.generation).max() ?? 0) + 1)
        #expect(merged.density >= recipe.density)
        try store.verify(merged)
        for input in inputs { try store.verify(input) }
    }

    @Test(arguments: Seed.first(16))
    func `a filter drops lines, and offsets stay`(seed: Seed) throws {
        let (inputs, lines) = try pieces(seed, isLarge: seed.value % 5 == 0)
        let divisor = 1 + seed.value % 6
        let recipe = MergeRecipe(density: seed.value % 2 == 0 ? .fast : .dense) { line in
            line.offset.rawValue / 7 % divisor == 0
        }
        let expected = lines.filter { $0.offset.rawValue / 7 % divisor == 0 }
        guard let merged = try run(inputs, recipe) else {
            #expect(expected.isEmpty)
            return
        }
        #expect(merged.lines == expected.count)
        #expect(try store.lines(of: merged) == expected.flatMap(\.bytes))
        try store.verify(merged)
    }

    @Test func `a filter that keeps nothing makes no piece`() throws {
        let (inputs, _) = try pieces(Seed(3))
        let before = fileSystem.paths
        #expect(try run(inputs, MergeRecipe { _ in false }) == nil)
        #expect(fileSystem.paths == before)
    }

    @Test func `a filter is asked once for each line`() throws {
        let (inputs, lines) = try pieces(Seed(5))
        let asked = Asked()
        _ = try run(inputs, MergeRecipe { asked.note($0.offset) })
        #expect(asked.offsets == lines.map(\.offset))
    }

    @Test func `whole blocks are copied as they are stored`() throws {
        let samples = [SampleLog(seed: 1, count: 1_500), SampleLog(seed: 1, count: 3_000)]
        let first = try samples[0].write(to: store, density: .dense, blockBytes: Limits.blockBytes)
        var rest = SampleLog(seed: 1, count: 0)
        for line in samples[1].lines.dropFirst(1_500) { rest.append(line) }
        let second = try rest.write(
            to: store, first: first.end, density: .fast, blockBytes: Limits.blockBytes)
        let merged = try #require(try run([first, second]))
        let blocks = try store.index(of: merged).blocks
        let before = try store.index(of: first).blocks + store.index(of: second).blocks
        let kept = before.filter { entry in blocks.contains { $0.checksum == entry.checksum } }
        #expect(kept.count >= before.count - 3)
        #expect(try store.lines(of: merged) == samples[1].bytes)
        // Dense ones are not compressed again.
        let dense = try #require(try run([merged], .recompress))
        let same = try store.index(of: dense).blocks.filter { entry in
            blocks.contains { $0.checksum == entry.checksum }
        }
        #expect(same.allSatisfy { $0.density == .dense } && !same.isEmpty)
        #expect(dense.density == .dense && dense.generation == merged.generation + 1)
    }

    @Test func `many small pieces become few blocks`() throws {
        let sample = SampleLog(seed: 7, count: 900)
        let pieces = try (0..<90).map { number in
            var part = SampleLog(seed: 7, count: 0)
            for line in sample.lines[number * 10..<number * 10 + 10] { part.append(line) }
            return try part.write(to: store)
        }
        let merged = try #require(try run(pieces))
        #expect(try store.lines(of: merged) == sample.bytes)
        #expect(merged.blocks <= sample.bytes.count / (Limits.blockBytes / 2) + 1)
    }

    @Test func `a line of several megabytes passes`() throws {
        var sample = SampleLog(seed: 2, count: 20)
        sample.appendLarge(bodyBytes: 3 << 20, seed: 1)
        sample.append(
            SampleLog(
                seed: 3, count: 1, first: sample.end, since: sample.lines[20].timestamp
            ).lines[0])
        let piece = try sample.write(to: store, density: .stored)
        let merged = try #require(try run([piece], .recompress))
        #expect(try store.lines(of: merged) == sample.bytes)
        try store.verify(merged)
    }

    @Test func `a step is bounded`() throws {
        let sample = SampleLog(seed: 2, count: 10_000)
        let piece = try sample.write(to: store, blockBytes: Limits.blockBytes)
        var merge = Merge([piece], in: store, recipe: .recompress)
        var steps = 0
        while case .working = try merge.step() { steps += 1 }
        #expect(steps >= sample.bytes.count / (Limits.mergeDeflateBytes + 2 * Limits.blockBytes))
        #expect(steps > 1)
    }

    @Test func `damage in an input ends the merge, and nothing stays of it`() throws {
        let piece = try SampleLog(seed: 2, count: 90).write(to: store)
        let before = fileSystem.paths
        fileSystem.corrupt(store.path(of: piece), byte: piece.fileBytes / 2)
        var merge = Merge([piece], in: store, recipe: .recompress)
        var isDamaged = false
        do { while case .working = try merge.step() {} } catch LogStoreError.damaged { isDamaged = true }
        #expect(isDamaged)
        try merge.abandon()
        #expect(fileSystem.paths == before)
    }
}
