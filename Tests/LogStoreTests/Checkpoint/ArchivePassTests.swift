import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct ArchivePassTests {
    /// What a pass made of each log: its lines' bodies in order.
    private struct Result {
        var lines: [UInt32: [String]] = [:]
        var pieces: [PieceEntry] = []
        var ends: [UInt32: Offset] = [:]
    }

    private let fileSystem = SimulatedFileSystem()
    private let store: PieceStore

    init() throws {
        try fileSystem.makeDirectory("logs")
        var settings = PieceStoreSettings()
        settings.segmentBytes = 200_000
        store = PieceStore("logs", fileSystem: fileSystem, settings: settings)
    }

    private func rig() -> StoreRig {
        var sizes = StoreRig.Sizes()
        sizes.chunkBytes = 1 << 15
        sizes.tailBytesMax = 4 << 15
        sizes.payloadMax = 1 << 13
        return StoreRig(memory: DelayingJournal(isPrompt: true), sizes: sizes)
    }

    private func line(_ text: String) -> [UInt8] { Array("\"value\":\"\(text)\"}".utf8) }

    private func archive(
        _ rig: StoreRig, upTo cut: JournalCut, bytesMax: Int = 1 << 20,
        kept: (JournalCensus.Count) -> [Range<Offset>] = { [$0.first..<$0.end] }
    ) throws -> Result {
        var census = JournalCensus(rig.chunks, after: .none, upTo: cut)
        while try census.step() {}
        let orders = census.sorted.map {
            ArchiveOrder($0, name: "log \($0.log.rawValue)", before: .empty, kept: kept($0))
        }
        let pass = ArchivePass(
            orders, of: rig.chunks, after: .none, upTo: cut, snapshot: nil, into: store, bytesMax: bytesMax)
        var result = Result()
        var isGoingOn = true
        while isGoingOn {
            isGoingOn = try pass.step(
                carry: { log, entry, stored throws(LogStoreError) in
                    var plain = ByteBuffer()
                    _ = Codecs.inflater().inflate(stored, plainBytes: entry.plainBytes, into: &plain)
                    result.lines[log.rawValue, default: []] += Self.bodies(plain.bytes)
                    return entry
                },
                archived: { archived in
                    result.ends[archived.log.rawValue] = archived.end
                    result.pieces += archived.pieces
                })
        }
        for piece in result.pieces {
            for number in 0..<piece.blocks {
                let block = try store.block(of: .piece(piece), number)
                result.lines[piece.log.rawValue, default: []] += Self.bodies(block.lines.bytes)
            }
        }
        return result
    }

    /// What stands between `"value":"` and the end of each line.
    private static func bodies(_ lines: ByteView) -> [String] {
        lines.string.split(separator: "\n").map { line in
            String(line.split(separator: "\"value\":\"")[1].dropLast(2))
        }
    }

    @Test func `an event of several destinations goes to each of them`() throws {
        let rig = rig()
        rig.fan([0, 2], lines: [line("a"), line("b")])
        rig.append([(2, [line("c")]), (1, [line("d")])])
        let cut = rig.turnChunk()
        rig.append([(0, [line("later")])])
        try rig.drain()
        let result = try archive(rig, upTo: cut)
        #expect(result.lines == [0: ["a", "b"], 1: ["d"], 2: ["a", "b", "c"]])
        #expect(result.ends == [0: Offset(2), 1: Offset(1), 2: Offset(3)])
        #expect(result.pieces.isEmpty)
    }

    @Test func `lines over several frames are whole, in each destination`() throws {
        let rig = rig()
        let long = String(repeating: "l", count: 30_000)
        rig.append([(0, [line("a"), line(long), line("b")])])
        rig.append([(1, [line(long)])])
        let cut = rig.turnChunk()
        try rig.drain()
        let result = try archive(rig, upTo: cut)
        #expect(result.lines == [0: ["a", long, "b"], 1: [long]])
    }

    @Test func `what is not kept is left out`() throws {
        let rig = rig()
        for index in 0..<5 { rig.append([(0, (0..<10).map { line("\(index * 10 + $0)") })]) }
        let cut = rig.turnChunk()
        try rig.drain()
        let kept = [Offset(3)..<Offset(4), Offset(8)..<Offset(12), Offset(47)..<Offset(50)]
        let result = try archive(rig, upTo: cut) { _ in kept }
        #expect(result.lines == [0: ["3", "8", "9", "10", "11", "47", "48", "49"]])
        #expect(result.ends == [0: Offset(50)])
        #expect(try archive(rig, upTo: cut) { _ in [] }.lines.isEmpty)
    }

    @Test func `many logs are taken in bands, with the same result`() throws {
        let rig = rig()
        var expected: [UInt32: [String]] = [:]
        var random = SplitMix64(seed: 4)
        for index in 0..<2_000 {
            let log = UInt32(Int.random(in: 0..<50, using: &random))
            let text = "\(index) " + String(repeating: "y", count: Int.random(in: 0...300, using: &random))
            rig.append([(log, [line(text)])])
            expected[log, default: []].append(text)
            if index % 20 == 0 { try rig.drain() }
        }
        let cut = rig.turnChunk()
        try rig.drain()
        #expect(try archive(rig, upTo: cut).lines == expected)
        #expect(try archive(rig, upTo: cut, bytesMax: 30_000).lines == expected)
    }

    @Test func `a log with more than a block becomes a piece, and an abandoned one leaves nothing`() throws {
        let rig = rig()
        var texts: [String] = []
        for index in 0..<100 {
            texts.append("\(index) " + String(repeating: "z", count: 2_000))
            rig.append([(7, [line(texts[index])])])
            try rig.drain()
        }
        let cut = rig.turnChunk()
        try rig.drain()
        let result = try archive(rig, upTo: cut)
        #expect(result.pieces.count == 1)
        #expect(result.pieces.first?.end == Offset(100))
        #expect(result.lines == [7: texts])
        let before = fileSystem.paths
        let orders = [
            ArchiveOrder(
                try #require(try census(rig, cut).first), name: "", before: .empty,
                kept: [Offset(50)..<Offset(100)])
        ]
        let pass = ArchivePass(
            orders, of: rig.chunks, after: .none, upTo: cut, snapshot: nil, into: store)
        while try pass.step(carry: { _, entry, _ throws(LogStoreError) in entry }, archived: { _ in }) {}
        #expect(fileSystem.paths.count == before.count + 2)
        pass.abandon()
        #expect(fileSystem.paths == before)
    }

    @Test func `more than a segment becomes several pieces without a gap`() throws {
        let rig = rig()
        var random = SplitMix64(seed: 9)
        var texts: [String] = []
        for _ in 0..<300 {
            let noise = (0..<400).map { _ in String(random.next(), radix: 36) }.joined()
            texts.append(noise)
            rig.append([(7, [line(noise)])])
            try rig.drain()
        }
        let cut = rig.turnChunk()
        try rig.drain()
        let result = try archive(rig, upTo: cut)
        #expect(result.pieces.count > 3)
        #expect(result.pieces.dropLast().allSatisfy { $0.fileBytes > 200_000 && $0.fileBytes < 300_000 })
        for (left, right) in zip(result.pieces, result.pieces.dropFirst()) {
            #expect(left.end == right.first)
        }
        #expect(Set(result.lines[7] ?? []) == Set(texts))
        #expect(result.lines[7]?.count == 300)
    }

    private func census(_ rig: StoreRig, _ cut: JournalCut) throws -> [JournalCensus.Count] {
        var census = JournalCensus(rig.chunks, after: .none, upTo: cut)
        while try census.step() {}
        return census.sorted
    }
}
