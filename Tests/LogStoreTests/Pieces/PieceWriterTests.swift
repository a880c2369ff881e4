import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct PieceWriterTests {
    private let fileSystem = SimulatedFileSystem()
    private let store: PieceStore

    init() throws { store = try PieceStore.simulated(fileSystem) }

    @Test(arguments: CodecTests.densities, Seed.first(5))
    func `a piece is one gzip member of all its lines`(density: Density, seed: Seed) throws {
        let sample = SampleLog(
            seed: seed.value, count: 1 + Int(seed.value) * 20, first: Offset(7), isSparse: true)
        let piece = try sample.write(to: store, first: Offset(5), end: sample.end + 3, density: density)
        #expect(gunzip(fileSystem.bytes(of: store.path(of: piece))) == sample.bytes)
        #expect(piece.first == Offset(5) && piece.end == sample.end + 3)
        #expect(piece.lines == sample.lines.count && piece.plainBytes == sample.bytes.count)
        #expect(piece.timeFirst == sample.lines.first?.timestamp)
        #expect(piece.timeLast == sample.lines.last?.timestamp)
        #expect(piece.density == density)
        #expect(piece.fileBytes == fileSystem.bytes(of: store.path(of: piece)).count)
        let index = try store.readIndex(store.indexPath(of: piece))
        #expect(index.entry == piece && index.blocks.count == piece.blocks)
        try store.verify(piece)
    }

    @Test func `any run of blocks in a frame of its own is a gzip member`() throws {
        let sample = SampleLog(seed: 2, count: 60)
        let piece = try sample.write(to: store)
        #expect(piece.blocks > 5)
        for from in 0..<piece.blocks {
            for through in from..<piece.blocks {
                let run = try store.stored(piece, from: from, through: through)
                var member = ByteBuffer()
                GzipFraming.appendHeader(into: &member)
                member.append(run.bytes.bytes)
                GzipFraming.appendEnd(crc32: run.crc32, plainBytes: run.plainBytes, into: &member)
                let expected = sample.lines.filter { $0.offset >= run.first && $0.offset <= run.last }
                let plain = gunzip(member.bytes.array)
                #expect(plain == expected.flatMap(\.bytes))
                #expect(run.lines == expected.count)
            }
        }
    }

    @Test func `a power loss after it is finished leaves all of it`() throws {
        for seed in UInt64(1)...10 {
            let fileSystem = SimulatedFileSystem(seed: seed)
            let store = try PieceStore.simulated(fileSystem)
            try fileSystem.syncDirectory("")
            let sample = SampleLog(seed: seed, count: 40)
            let piece = try sample.write(to: store)
            fileSystem.losePower()
            try PieceStore("logs", fileSystem: fileSystem).verify(piece)
        }
    }

    @Test func `it needs no descriptor between two writes`() throws {
        let sample = SampleLog(seed: 6, count: 30)
        let rest = SampleLog(seed: 6, count: 60)
        try store.makeFolder(of: sample.log, name: "sample")
        var writer = PieceWriter(log: sample.log, first: .zero, generation: 1, in: store)
        try sample.write(to: &writer)
        try writer.flush(closing: true)
        let unwritten = writer.unwrittenBytes
        #expect(unwritten == 0)
        var behind = SampleLog(seed: 6, count: 0)
        for line in rest.lines.dropFirst(30) { behind.append(line) }
        try behind.write(to: &writer)
        let piece = try writer.finish(covering: rest.end)
        #expect(gunzip(fileSystem.bytes(of: store.path(of: piece))) == rest.bytes)
    }

    @Test func `what a life before left under its name is written over`() throws {
        let large = try SampleLog(seed: 1, count: 200).write(to: store)
        let small = SampleLog(seed: 2, count: 3)
        let piece = try small.write(to: store)
        #expect(piece.fileName == large.fileName)
        #expect(gunzip(fileSystem.bytes(of: store.path(of: piece))) == small.bytes)
        try store.verify(piece)
    }

    @Test func `a piece given up leaves nothing`() throws {
        let sample = SampleLog(seed: 1, count: 20)
        try store.makeFolder(of: sample.log, name: "sample")
        var writer = PieceWriter(log: sample.log, first: .zero, generation: 1, in: store)
        try sample.write(to: &writer)
        try writer.flush()
        #expect(fileSystem.paths == ["logs/3/00000000000000000000.1.ndjson.gz", "logs/3/name"])
        try writer.abandon()
        #expect(fileSystem.paths == ["logs/3/name"])
    }

    @Test func `a piece may cover messages of which none is left`() throws {
        let piece = try SampleLog(seed: 1, count: 0).write(to: store, first: Offset(4), end: Offset(9))
        #expect(piece.blocks == 0 && piece.lines == 0)
        #expect(gunzip(fileSystem.bytes(of: store.path(of: piece))) == [])
        try store.verify(piece)
    }
}
