import Base
import LogFormat
import LogStore
import TestSupport
import Testing

/// What a start makes of a snapshot and of the files around it.
struct ShardStartTests {
    private let disk = SimulatedFileSystem(seed: 5)
    private let pieces: PieceStore
    private let files: HistoryFiles

    init() throws {
        for folder in ["logs", "snapshots"] { try disk.makeDirectory(folder) }
        pieces = PieceStore("logs", fileSystem: disk)
        files = HistoryFiles(pieces: pieces, snapshots: "snapshots")
    }

    /// Files that look like a piece from outside: nothing reads them at a start.
    private func piece(_ log: UInt32, _ first: UInt64, generation: UInt32 = 0) throws -> PieceEntry {
        var piece = PieceEntry(
            log: LogID(log), generation: generation, first: Offset(first), end: Offset(first + 10),
            density: .fast)
        (piece.lines, piece.blocks, piece.plainBytes, piece.fileBytes, piece.indexBytes) = (10, 1, 99, 50, 70)
        try pieces.makeFolder(of: LogID(log), name: "topic t/0")
        for (path, bytes) in [(pieces.path(of: piece), 50), (pieces.indexPath(of: piece), 70)] {
            try disk.open(path, .create).truncate(to: bytes)
        }
        return piece
    }

    private func snapshot(_ cut: UInt64, _ logs: [LogRecord], shard: UInt32 = 0) throws {
        var writer = try SnapshotWriter("snapshots", cut: JournalSequence(cut), fileSystem: disk)
        for log in logs { try writer.append(log) }
        try writer.seal(
            SnapshotHeader(
                shard: shard, journal: 9, cut: JournalSequence(cut), reach: JournalSequence(cut + 3),
                madeAt: Instant(milliseconds: 77)))
        try writer.sync()
        _ = try writer.publish()
    }

    private func start() throws(LogStoreError) -> ShardStart {
        try ShardStart(files, shard: 0, fileSystem: disk) { _ in }
    }

    private func end(_ sequence: UInt64, journal: UInt64 = 9) -> JournalEnd {
        var end = JournalEnd(journal: journal, shard: 0)
        end.lastSequence = JournalSequence(sequence)
        return end
    }

    @Test func `without a snapshot the whole journal is replayed`() throws {
        let start = try start()
        #expect(start.replayStart == JournalSequence(1))
        #expect(start.histories.isEmpty)
        try start.check(end(0), in: "journal")
    }

    @Test func `histories are those of the newest manifest`() throws {
        let piece = try piece(4, 0)
        try snapshot(3, [])
        try snapshot(20, [LogRecord(log: LogID(4), end: Offset(12), pieces: [piece])])
        let start = try start()
        #expect(start.replayStart == JournalSequence(21))
        #expect(start.histories.count == 5)
        #expect(start.histories[4]?.state == HistoryState(pieces: [piece], end: Offset(12)))
        #expect(start.lastTime(end(23)) == Instant(milliseconds: 77))
    }

    @Test(arguments: [true, false])
    func `a missing file is damage that names it`(isIndex: Bool) throws {
        let piece = try piece(4, 0)
        try snapshot(20, [LogRecord(log: LogID(4), end: Offset(12), pieces: [piece])])
        let path = isIndex ? pieces.indexPath(of: piece) : pieces.path(of: piece)
        try disk.remove(path)
        #expect(damaged { () throws(LogStoreError) in _ = try start() } == path)
    }

    @Test func `a file of another length is damage that names it`() throws {
        let piece = try piece(4, 0)
        try snapshot(20, [LogRecord(log: LogID(4), end: Offset(12), pieces: [piece])])
        try disk.open(pieces.path(of: piece), .existing).truncate(to: 49)
        #expect(damaged { () throws(LogStoreError) in _ = try start() } == pieces.path(of: piece))
    }

    @Test func `a snapshot of another shard is refused`() throws {
        try snapshot(20, [], shard: 1)
        let path = "snapshots/00000000000000000020.snapshot"
        #expect(damaged { () throws(LogStoreError) in _ = try start() } == path)
    }

    @Test func `the journal must reach what the snapshot knows`() throws {
        try snapshot(20, [])
        let start = try start()
        try start.check(end(23), in: "journal")
        #expect(damaged { () throws(LogStoreError) in try start.check(end(22), in: "journal") } == "journal")
        let path = "snapshots/00000000000000000020.snapshot"
        #expect(
            damaged { () throws(LogStoreError) in try start.check(end(23, journal: 8), in: "journal") }
                == path)
    }

    @Test func `a log must go on where its history ends`() throws {
        let start = try start()
        let history = History(log: LogID(1), state: HistoryState(end: Offset(5)))
        let chunks = ChunkTable(mark: Watermark(), bytesMax: 1 << 20, chunkBytes: 1 << 16)
        try start.check(LogID(1), nil, history, end: Offset(5))
        try start.check(
            LogID(1), Tail(log: LogID(1), start: Offset(5), chunks: chunks), history, end: Offset(5))
        #expect(
            damaged { () throws(LogStoreError) in
                try start.check(LogID(1), nil, history, end: Offset(6))
            } == "snapshots")
        let late = Tail(log: LogID(1), start: Offset(6), chunks: chunks)
        #expect(
            damaged { () throws(LogStoreError) in
                try start.check(LogID(1), late, history, end: Offset(6))
            } == "snapshots")
    }

    @Test func `what the snapshot does not name is removed`() throws {
        let kept = try piece(4, 0)
        _ = try piece(4, 10)
        _ = try piece(4, 0, generation: 1)
        _ = try piece(6, 0)
        try snapshot(3, [])
        try snapshot(20, [LogRecord(log: LogID(4), end: Offset(12), pieces: [kept])])
        _ = try SnapshotWriter("snapshots", cut: JournalSequence(30), fileSystem: disk)
        try start().removeOrphans { $0 == LogID(5) }
        #expect(
            disk.paths
                == [
                    pieces.path(of: kept), pieces.indexPath(of: kept), "logs/4/name",
                    "snapshots/00000000000000000020.snapshot",
                ].sorted())
        #expect(try disk.list("logs") == ["4"])
    }

    @Test func `a missing index is made anew from its piece`() throws {
        let sample = SampleLog(seed: 3, count: 500)
        let piece = try sample.write(to: pieces)
        try snapshot(20, [LogRecord(log: piece.log, end: piece.end, pieces: [piece])])
        let path = pieces.indexPath(of: piece)
        let before = disk.bytes(of: path)
        try disk.remove(path)
        #expect(try start().rebuilt == [path])
        #expect(disk.bytes(of: path) == before)
        #expect(try start().rebuilt.isEmpty)
    }

    /// The file that an error calls damaged.
    private func damaged(_ body: () throws(LogStoreError) -> Void) -> String? {
        do throws(LogStoreError) { try body() } catch {
            if case .damaged(let file, _, _) = error { return file }
        }
        return nil
    }
}
