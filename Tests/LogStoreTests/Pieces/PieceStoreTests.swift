import Base
import LogFormat
import LogStore
import Synchronization
import TestSupport
import Testing

@Suite struct PieceStoreTests {
    private let fileSystem = SimulatedFileSystem()

    @Test func `blocks and indexes are in memory once they were read`() throws {
        let store = try PieceStore.simulated(fileSystem)
        let sample = SampleLog(seed: 1, count: 60)
        let piece = try sample.write(to: store)
        let source = BlockSource.piece(piece)
        #expect(store.cachedIndex(of: piece) == nil && store.cachedBlock(of: source, 2) == nil)
        let block = try store.block(of: source, 2)
        let operations = fileSystem.operations
        #expect(store.cachedIndex(of: piece)?.blocks[2] == block.entry)
        #expect(store.cachedBlock(of: source, 2) === block)
        #expect(try store.block(of: source, 2) === block)
        #expect(fileSystem.operations == operations)
        #expect(store.cachedBlock(of: source, 3) == nil)
        let expected = sample.lines.filter { $0.offset >= block.entry.first && $0.offset <= block.entry.last }
        #expect(block.lines.bytes.array == expected.flatMap(\.bytes))
        #expect(store.blockCache.count == 1 && store.indexCache.count == 1 && store.fileCache.count == 1)
    }

    @Test func `a run of blocks is one read`() throws {
        let store = try PieceStore.simulated(fileSystem)
        let sample = SampleLog(seed: 1, count: 60)
        let piece = try sample.write(to: store)
        _ = try store.block(of: .piece(piece), 0)
        let operations = fileSystem.operations
        let blocks = try store.blocks(of: .piece(piece), 1..<piece.blocks + 9)
        #expect(fileSystem.operations == operations + 1)
        #expect(blocks.count == piece.blocks - 1)
        #expect(store.cachedBlock(of: .piece(piece), piece.blocks - 1) === blocks.last)
        #expect(try store.lines(of: piece) == sample.bytes)
    }

    @Test func `caches keep to their bounds, and let go what was used longest ago`() throws {
        var settings = PieceStoreSettings()
        settings.blockCacheBytes = 4_000
        settings.indexCacheBytes = 2_000
        settings.filesOpenMax = 2
        let store = try PieceStore.simulated(fileSystem, settings: settings)
        let pieces = try (0..<5).map { number in
            try SampleLog(seed: 3, count: 30, log: LogID(UInt32(number))).write(to: store)
        }
        for piece in pieces {
            for number in 0..<piece.blocks {
                let block = try store.block(of: .piece(piece), number)
                #expect(block.entry == (try store.index(of: piece).blocks[number]))
                #expect(store.blockCache.cost <= 4_000)
                #expect(store.indexCache.cost <= 2_000)
                #expect(store.fileCache.cost <= 2)
            }
        }
        let last = pieces[4]
        #expect(store.cachedBlock(of: .piece(last), last.blocks - 1) != nil)
        #expect(store.cachedBlock(of: .piece(pieces[0]), 0) == nil)
    }

    @Test func `a block larger than the cache is read all the same`() throws {
        var settings = PieceStoreSettings()
        settings.blockCacheBytes = 4_000
        let store = try PieceStore.simulated(fileSystem, settings: settings)
        var sample = SampleLog(seed: 1, count: 5)
        sample.appendLarge(bodyBytes: 200_000, seed: 4)
        let piece = try sample.write(to: store)
        #expect(try store.lines(of: piece) == sample.bytes)
        #expect(store.blockCache.cost <= 4_000)
    }

    @Test func `carried blocks are read from their snapshot`() throws {
        let store = try PieceStore.simulated(fileSystem)
        let file = try fileSystem.open("1.snapshot", .create)
        var blocks: [(SampleLog, CarriedBlock)] = []
        var position = 100
        for log in 1...3 as ClosedRange<UInt32> {
            let sample = SampleLog(seed: UInt64(log), count: 3, log: LogID(log))
            var builder = BlockBuilder(log: sample.log)
            for line in sample.lines {
                try line.bytes.withByteView { bytes in _ = builder.append(try StoredLine(parsing: bytes)) }
            }
            var stored = ByteBuffer()
            var entry = builder.take(with: Codecs.deflater(.fast), into: &stored)
            entry.position = position
            try file.write([stored.bytes], at: position)
            position += stored.count
            blocks.append((sample, CarriedBlock(log: sample.log, file: "1.snapshot", entry: entry)))
        }
        for (sample, block) in blocks {
            #expect(store.cachedBlock(of: .carried(block), 0) == nil)
            #expect(try store.block(of: .carried(block), 0).lines.bytes.array == sample.bytes)
            #expect(store.cachedBlock(of: .carried(block), 0)?.log == sample.log)
        }
        #expect(store.fileCache.count == 1)
        store.forget(snapshot: "1.snapshot")
        #expect(store.fileCache.count == 0)
    }

    @Test func `a removed piece is gone, but for those who hold a block`() throws {
        let store = try PieceStore.simulated(fileSystem)
        let sample = SampleLog(seed: 1, count: 60)
        let piece = try sample.write(to: store)
        let block = try store.block(of: .piece(piece), 0)
        let run = try store.stored(piece, from: 0, through: 0)
        try store.remove(piece)
        try store.remove(piece)
        #expect(fileSystem.paths == ["logs/3/name"])
        #expect(block.lines.first == sample.lines[0].offset)
        #expect(CRC32C.checksum(run.bytes.bytes) == block.entry.checksum)
        #expect(throws: LogStoreError.self) { try store.index(of: piece) }
        try store.removeFolder(of: sample.log)
        try store.removeFolder(of: sample.log)
        #expect(try fileSystem.list("logs") == [])
    }

    @Test func `a piece made anew under an old name is not taken for the old one`() throws {
        let store = try PieceStore.simulated(fileSystem)
        let old = try SampleLog(seed: 1, count: 20).write(to: store)
        _ = try store.lines(of: old)
        let sample = SampleLog(seed: 2, count: 20)
        let piece = try sample.write(to: store)
        #expect(piece.fileName == old.fileName)
        #expect(try store.lines(of: piece) == sample.bytes)
    }

    @Test func `orphans are what nothing names`() throws {
        let store = try PieceStore.simulated(fileSystem)
        let sample = SampleLog(seed: 1, count: 10)
        let kept = try sample.write(to: store)
        let merged = try sample.write(to: store, generation: 2)
        _ = try SampleLog(seed: 1, count: 10, log: LogID(4)).write(to: store)
        let orphans = try store.orphans(keeping: [kept]) { $0 == LogID(3) }
        #expect(
            orphans == [
                "logs/3/\(merged.indexName)", "logs/3/\(merged.fileName)",
                "logs/4/00000000000000000000.1.index", "logs/4/00000000000000000000.1.ndjson.gz",
                "logs/4/name", "logs/4",
            ])
        try store.remove(orphans: orphans)
        try store.verify(kept)
        #expect(try fileSystem.list("logs") == ["3"])
        #expect(try store.orphans(keeping: [kept]) { $0 == LogID(3) } == [])
    }

    @Test func `many threads read through small caches`() async throws {
        var settings = PieceStoreSettings()
        settings.blockCacheBytes = 5_000
        settings.filesOpenMax = 1
        let store = try PieceStore.simulated(fileSystem, settings: settings)
        let samples = (1...3).map { SampleLog(seed: UInt64($0), count: 50, log: LogID(UInt32($0))) }
        let pieces = try samples.map { try $0.write(to: store) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for reader in 0..<6 {
                group.addTask { try store.lines(of: pieces[reader % 3]) == samples[reader % 3].bytes }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }
}
