import Base
import LogStore
import TestSupport
import Testing

@Suite struct FileJournalTests {
    private let block = [UInt8](repeating: 1, count: 1000)

    private func write(_ count: Int, to files: FileRig) throws {
        for _ in 0..<count {
            files.rig.command(block)
            try files.rig.step()
        }
    }

    @Test func `the next file is reserved, then filled in steps`() throws {
        let files = try FileRig()
        #expect(try files.journal.prepare(isBusy: false) == .worked)
        #expect(files.fileSystem.paths == [files.path(1), files.path(2)])
        #expect(files.journal.bytesOnDisk == 32 * 1024)
        #expect(try files.journal.prepare(isBusy: false) == .worked)
        #expect(try files.journal.prepare(isBusy: false) == .ready)
    }

    @Test func `filling waits while the journal is busy`() throws {
        let files = try FileRig()
        #expect(try files.journal.prepare(isBusy: true) == .worked)
        #expect(try files.journal.prepare(isBusy: true) == .busy)
    }

    @Test func `a file that is needed sooner is used as it is`() throws {
        let files = try FileRig()
        #expect(try files.journal.prepare(isBusy: true) == .worked)
        try write(12, to: files)
        #expect(files.fileSystem.paths == [files.path(1), files.path(2)])
        try files.restart()
        #expect(files.found.count == 12)
    }

    @Test func `a journal that nobody prepares makes its files on the spot`() throws {
        let files = try FileRig()
        try write(40, to: files)
        #expect(files.fileSystem.paths.count == 4)
        try files.restart()
        #expect(files.found.count == 40)
    }

    @Test func `a trimmed file is used again under the next number`() throws {
        let files = try FileRig()
        try write(30, to: files)
        try files.journal.trim(before: JournalSequence(20))
        try write(20, to: files)
        #expect(files.fileSystem.paths.count == 4)
        try files.restart(from: JournalSequence(20))
        #expect(files.found.count == 31)
        #expect(files.end.highestNumber == 5)
    }

    @Test func `a full disk is met when a file is reserved, and passes`() throws {
        let files = try FileRig()
        files.fileSystem.setCapacity(24 * 1024)
        #expect(try files.journal.prepare(isBusy: false) == .full)
        #expect(files.journal.isFull)
        #expect(files.fileSystem.paths == [files.path(1)])
        for _ in 0..<15 { files.rig.command(block) }
        try files.rig.drain()
        #expect(files.rig.durable == JournalSequence(11))
        #expect(try files.rig.step() == .full)
        files.fileSystem.setCapacity(.max)
        #expect(try files.journal.prepare(isBusy: false) == .worked)
        #expect(!files.journal.isFull)
        try files.rig.drain()
        #expect(files.rig.durable == JournalSequence(15))
    }

    @Test func `the bound on bytes counts like a full disk, until a trim`() throws {
        let fileSystem = SimulatedFileSystem()
        let files = try FileRig(fileSystem, bytesMax: 48 * 1024)
        try write(25, to: files)
        #expect(try files.journal.prepare(isBusy: false) == .full)
        #expect(files.journal.isFull)
        #expect(files.journal.bytesOnDisk == 48 * 1024)
        try files.journal.trim(before: JournalSequence(20))
        #expect(try files.journal.prepare(isBusy: false) == .worked)
        #expect(!files.journal.isFull)
    }

    @Test func `after a failed sync nothing is written any more`() throws {
        let files = try FileRig()
        try write(3, to: files)
        files.rig.command(block)
        files.fileSystem.failSync(after: 1)
        #expect(throws: LogStoreError.self) { try files.rig.step() }
        let operations = files.fileSystem.operations
        files.rig.command(block)
        #expect {
            try files.rig.step()
        } throws: { error in
            if case LogStoreError.frozen = error { true } else { false }
        }
        #expect(files.fileSystem.operations == operations)
        #expect(files.rig.durable == JournalSequence(3))
    }

    @Test func `files that hold nothing are kept over a restart and used`() throws {
        let files = try FileRig()
        for _ in 0..<2 { _ = try files.journal.prepare(isBusy: false) }
        try write(3, to: files)
        try files.restart()
        #expect(files.fileSystem.paths == [files.path(1), files.path(2)])
        try write(18, to: files)
        #expect(files.fileSystem.paths == [files.path(1), files.path(2)])
        try files.restart()
        #expect(files.found.count == 21)
    }

    @Test func `twenty restarts take no more files`() throws {
        let files = try FileRig()
        for _ in 0..<20 {
            try write(1, to: files)
            _ = try files.journal.prepare(isBusy: false)
            try files.restart()
        }
        #expect(files.found.count == 20)
        #expect(files.fileSystem.paths.count <= 4)
    }
}
