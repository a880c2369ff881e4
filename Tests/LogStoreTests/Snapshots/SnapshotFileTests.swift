import Base
import LogFormat
import LogStore
import TestSupport
import Testing

/// Writing a snapshot file and reading it back, over a disk that tears and forgets.
struct SnapshotFileTests {
    private let disk: SimulatedFileSystem
    private let directory = "snapshots"

    init() throws {
        disk = SimulatedFileSystem(seed: 3)
        try disk.makeDirectory(directory)
        try disk.syncDirectory("")
    }

    /// Writes a snapshot with one section of each kind.
    @discardableResult
    private func write(_ cut: UInt64, _ text: String = "records") throws -> SnapshotFile {
        var writer = try SnapshotWriter(directory, cut: JournalSequence(cut), fileSystem: disk)
        try Array(text.utf8).withByteView { try writer.append(records: $0) }
        let stored = Array("stored bytes".utf8)
        let position = try stored.withByteView { try writer.append(carried: $0) }
        let block = CarriedEntry(
            first: Offset(1), last: Offset(2), lines: 2, timeFirst: Instant(milliseconds: 0),
            timeLast: Instant(milliseconds: 0), position: position, storedBytes: stored.count, plainBytes: 20,
            crc32: 0, checksum: stored.withByteView { CRC32C.checksum($0) }, density: .fast)
        try writer.append(LogRecord(log: LogID(5), end: Offset(3), carried: block))
        try writer.seal(
            SnapshotHeader(
                shard: 0, journal: 9, cut: JournalSequence(cut), reach: JournalSequence(cut + 1),
                madeAt: Instant(milliseconds: 0)))
        try writer.sync()
        return try writer.publish()
    }

    private func text(_ snapshot: SnapshotFile) throws -> String {
        var text = ""
        try snapshot.forEachSection { kind, bytes, _ in
            if kind == .broker { text += bytes.string }
        }
        return text
    }

    @Test func `a snapshot is read back`() throws {
        let path = try write(7).path
        #expect(path == "snapshots/00000000000000000007.snapshot")
        let snapshot = try #require(try SnapshotFile.newest(in: directory, fileSystem: disk))
        #expect(snapshot.header.reach == JournalSequence(8))
        #expect(try text(snapshot) == "records")
        let log = try #require(try snapshot.logs().first)
        var stored = ByteBuffer()
        try snapshot.read(try #require(log.carried), into: &stored)
        #expect(stored.bytes.string == "stored bytes")
        #expect(disk.paths == [path])
    }

    @Test func `the newest of several is found, and none where there is none`() throws {
        #expect(try SnapshotFile.newest(in: directory, fileSystem: disk) == nil)
        try write(90)
        try write(100)
        try write(8)
        #expect(try SnapshotFile.newest(in: directory, fileSystem: disk)?.header.cut == JournalSequence(100))
    }

    @Test func `each wrong byte is found, and named with its file`() throws {
        let path = try write(7).path
        let count = disk.bytes(of: path).count
        for byte in 0..<count {
            disk.corrupt(path, byte: byte, xor: 1)
            do {
                let snapshot = try SnapshotFile(path, fileSystem: disk)
                try snapshot.forEachSection { _, _, _ in }
                Issue.record("byte \(byte) was not missed")
            } catch LogStoreError.damaged(let file, _, _) {
                #expect(file == path)
            } catch LogStoreError.unreadable(let file, _, _) {
                #expect(file == path)
            }
            disk.corrupt(path, byte: byte, xor: 1)
        }
    }

    @Test func `a snapshot that was cut short is damaged`() throws {
        let path = try write(7).path
        try disk.open(path, .existing).truncate(to: 100)
        #expect(throws: LogStoreError.self) { try SnapshotFile(path, fileSystem: disk) }
    }

    @Test(arguments: Seed.first(100))
    func `a crash at any step leaves the old snapshot or the new one`(seed: Seed) throws {
        let disk = SimulatedFileSystem(seed: seed.value)
        try disk.makeDirectory(directory)
        try disk.syncDirectory("")
        let tests = SnapshotFileTests(disk)
        try tests.write(7, "old")
        disk.crash(after: Int(seed.value % 14))
        let isDone = (try? tests.write(8, "new")) != nil
        disk.losePower()
        let found = try #require(try SnapshotFile.newest(in: directory, fileSystem: disk))
        let text = try tests.text(found)
        #expect(isDone ? text == "new" : text == "new" || text == "old")
    }

    private init(_ disk: SimulatedFileSystem) { self.disk = disk }
}
