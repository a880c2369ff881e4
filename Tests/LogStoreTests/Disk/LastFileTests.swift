import Base
import LogStore
import TestSupport
import Testing

/// What is left for settles and checkpoints when publishing is refused.
@Suite struct LastFileTests {
    private let block = [UInt8](repeating: 7, count: 1_000)

    private func write(_ count: Int, to files: FileRig) throws {
        for _ in 0..<count { files.rig.command(block) }
        try files.rig.drain()
    }

    private func prepare(_ files: FileRig) throws -> PreparerStep {
        while true {
            let step = try files.journal.prepare(isBusy: false)
            if step != .worked { return step }
        }
    }

    @Test func `a full disk gives its reserve for one more journal file`() throws {
        let disk = SimulatedFileSystem()
        let files = try FileRig(disk, reserveBytes: 16 * 1024)
        #expect(try prepare(files) == .ready)
        disk.setCapacity(disk.bytesUsed)
        try write(12, to: files)
        #expect(try prepare(files) == .full)
        #expect(files.journal.isFull)
        #expect(files.journal.bytesLeft < 16 * 1024)
        // The second file is more than half full now: the reserve makes a third.
        try write(8, to: files)
        #expect(try prepare(files) == .full)
        #expect(disk.paths == [files.path(1), files.path(2), files.path(3)])
        #expect(files.journal.isFull)
        try write(10, to: files)
        #expect(files.rig.durable == JournalSequence(30))
        disk.setCapacity(.max)
        #expect(try prepare(files) == .ready)
        #expect(!files.journal.isFull)
        #expect(files.journal.bytesLeft == .max)
        #expect(disk.paths.contains("journal/reserve"))
    }

    @Test func `a bound is passed by one file, for what frees room`() throws {
        let files = try FileRig(bytesMax: 48 * 1024)
        try write(25, to: files)
        #expect(try prepare(files) == .full)
        try write(8, to: files)
        #expect(try prepare(files) == .full)
        #expect(files.journal.bytesOnDisk == 64 * 1024)
        #expect(files.journal.isFull)
        try files.journal.trim(before: JournalSequence(20))
        #expect(try prepare(files) == .ready)
        #expect(!files.journal.isFull)
    }

    @Test func `the limit of the whole directory is passed by one file at most`() throws {
        let files = try FileRig(diskBytesMax: 40 * 1024)
        #expect(try prepare(files) == .ready)
        try write(12, to: files)
        #expect(try prepare(files) == .full)
        try write(60, to: files)
        #expect(files.fileSystem.bytesUsed == 48 * 1024)
        #expect(files.journal.isFull)
        #expect(try files.rig.step() == .full)
    }

    @Test func `a journal that was recovered in its last file says so before anything is accepted`() throws {
        let files = try FileRig(bytesMax: 48 * 1024)
        try write(25, to: files)
        #expect(try prepare(files) == .full)
        try write(20, to: files)
        try files.restart()
        #expect(files.journal.isFull)
        #expect(files.journal.bytesLeft < 16 * 1024)
    }
}
