import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct RecoveryTests {
    /// A command of `count` equal bytes.
    private func payload(_ letter: Character, _ count: Int = 100) -> [UInt8] {
        [UInt8](repeating: letter.asciiValue ?? 0, count: count)
    }

    /// A rig with commands a, b, c …, each durable by a flush of its own.
    private func written(_ letters: String, bytes: Int = 100) throws -> FileRig {
        let files = try FileRig()
        for letter in letters {
            files.rig.command(payload(letter, bytes))
            try files.rig.step()
        }
        return files
    }

    /// Position of the `index`th frame of the first file when each has `bytes` of payload.
    private func position(_ index: Int, bytes: Int = 100) -> Int {
        4096 + index * FrameHeader.frameBytes(bytes)
    }

    @Test func `commands come back in their order`() throws {
        let files = try written("abc")
        try files.restart()
        #expect(files.found == [payload("a"), payload("b"), payload("c")])
        #expect(files.end.lastSequence == JournalSequence(3))
        #expect(files.end.highestEpoch == 1)
    }

    @Test func `a journal whose frames were all trimmed is durable up to where it ends`() throws {
        let files = try FileRig()
        files.settings.sparesMax = 0
        try files.restart()
        for _ in 0..<20 { files.rig.command(payload("a", 1_000)) }
        try files.rig.drain()
        try files.journal.trim(before: JournalSequence(12))
        #expect(files.fileSystem.paths == [files.path(2)])
        files.fileSystem.erase(files.path(2), 4096..<16 * 1024)
        try files.restart(from: JournalSequence(12))
        #expect(files.found == [])
        #expect(files.end.lastSequence == JournalSequence(11))
        #expect(files.rig.durable == JournalSequence(11))
    }

    @Test func `an empty directory begins a journal with the id given`() throws {
        let files = try FileRig()
        #expect(files.end.journal == 42)
        #expect(files.end.lastSequence == .none)
        #expect(files.fileSystem.paths == [files.path(1)])
    }

    @Test func `a command goes on after a restart where the journal ended`() throws {
        let files = try written("ab")
        try files.restart()
        files.rig.command(payload("c"))
        try files.rig.step()
        try files.restart()
        #expect(files.found == [payload("a"), payload("b"), payload("c")])
        #expect(files.end.highestEpoch == 2)
    }

    @Test func `the torn last frame is cut and its sequence given again`() throws {
        let files = try written("abc")
        files.fileSystem.corrupt(files.path(1), byte: position(2) + 80)
        try files.restart()
        #expect(files.found == [payload("a"), payload("b")])
        #expect(files.rig.command(payload("d")).releaseAt == JournalSequence(3))
        try files.rig.step()
        try files.restart()
        #expect(files.found == [payload("a"), payload("b"), payload("d")])
    }

    @Test func `nothing of a torn write stays behind the end`() throws {
        let files = try FileRig()
        for letter in "abcdefgh" { files.rig.command(payload(letter, 800)) }
        try files.rig.step()
        // The first page of the write never reached the disk, the others did.
        files.fileSystem.erase(files.path(1), 4096..<8192)
        try files.restart()
        #expect(files.found == [])
        #expect(files.fileSystem.bytes(of: files.path(1)).dropFirst(4096).allSatisfy { $0 == 0 })
        #expect(files.fileSystem.bytes(of: files.path(1)).count == 16 * 1024)
    }

    @Test func `an epoch is above those of cut frames`() throws {
        let files = try FileRig()
        for letter in "abcdefgh" { files.rig.command(payload(letter, 800)) }
        try files.rig.step()
        files.fileSystem.erase(files.path(1), 4096..<8192)
        try files.restart()
        #expect(files.end.highestEpoch == 1)
    }

    @Test(arguments: [0, 1, 2])
    func `damage to an acknowledged frame stops the start with file and byte`(index: Int) throws {
        let files = try written("abcd")
        for byte in [0, 17, 52, 60, 150] {
            files.fileSystem.corrupt(files.path(1), byte: position(index) + byte)
            do {
                try files.restart()
                Issue.record("byte \(byte) of frame \(index) was not missed")
            } catch LogStoreError.damaged(let file, let at, _) {
                #expect(file == files.path(1))
                #expect(at == position(index))
            }
            files.fileSystem.corrupt(files.path(1), byte: position(index) + byte)
        }
        try files.restart()
        #expect(files.found.count == 4)
    }

    @Test func `an empty closing frame lets damage to the last commit be seen`() throws {
        let files = try written("ab")
        files.rig.clock += 5_000_000_000
        try files.rig.drain()
        #expect(files.rig.closings == [JournalSequence(3)])
        files.fileSystem.corrupt(files.path(1), byte: position(1) + 70)
        #expect(throws: LogStoreError.self) { try files.restart() }
    }

    @Test func `damage is found across files`() throws {
        let files = try written("abcdefghijklmn", bytes: 1000)
        #expect(files.fileSystem.paths.count >= 2)
        files.fileSystem.corrupt(files.path(2), byte: 4096 + 100)
        do {
            try files.restart()
            Issue.record("the first frame of the second file was not missed")
        } catch LogStoreError.damaged(let file, let at, _) {
            #expect(file == files.path(2))
            #expect(at == 4096)
        }
    }

    @Test func `a missing file is damage`() throws {
        let files = try written("abcdefghijklmnopqrstuvwxyz", bytes: 1000)
        try files.fileSystem.remove(files.path(2))
        do {
            try files.restart()
            Issue.record("the file was not missed")
        } catch LogStoreError.damaged(let file, _, _) {
            #expect(file == files.path(1))
        }
    }

    @Test func `a damaged file header stops the start`() throws {
        let files = try written("ab")
        files.fileSystem.corrupt(files.path(1), byte: 20)
        #expect {
            try files.restart()
        } throws: { error in
            if case LogStoreError.damaged(files.path(1), 0, _) = error { true } else { false }
        }
    }

    @Test func `a file without a header that holds frames is damage`() throws {
        let files = try written("ab")
        files.fileSystem.erase(files.path(1), 0..<4096)
        #expect(throws: LogStoreError.self) { try files.restart() }
    }

    @Test func `a command of several frames comes back whole`() throws {
        let files = try FileRig()
        files.rig.append([(0, (0..<40).map { _ in payload("x", 100) })])
        try files.rig.step()
        try files.restart()
        #expect(files.found.count == 1)
        #expect(files.end.lastSequence > JournalSequence(3))
    }

    @Test func `an unfinished run of parts is cut from its first`() throws {
        let files = try written("a")
        let extent = files.rig.append([(0, (0..<40).map { _ in payload("x", 100) })])
        #expect(extent.firstSequence == JournalSequence(2))
        try files.rig.step()
        // The last part is torn.
        let bytes = files.fileSystem.bytes(of: files.path(1))
        let last = try #require(bytes.lastIndex { $0 != 0 })
        files.fileSystem.corrupt(files.path(1), byte: last)
        try files.restart()
        #expect(files.found == [payload("a")])
        #expect(files.end.lastSequence == JournalSequence(1))
        files.rig.command(payload("b"))
        try files.rig.step()
        try files.restart()
        #expect(files.found == [payload("a"), payload("b")])
    }

    @Test func `what a visit refuses is named with its place`() throws {
        let files = try written("ab")
        let chunks = ChunkTable(mark: Watermark())
        let recovery = Recovery(FileRig.directory, shard: 0, fileSystem: files.fileSystem, chunks: chunks)
        do {
            _ = try recovery.run(fresh: 1) { frame throws(FormatError) in
                if frame.sequence == JournalSequence(2) { throw .unknownKind(77) }
            }
            Issue.record("nothing was refused")
        } catch .unreadable(let file, let byte, let error) {
            #expect(file == files.path(1))
            #expect(byte == position(1))
            #expect(error == .unknownKind(77))
        }
    }

    @Test func `another shard's files are refused`() throws {
        let files = try written("a")
        let chunks = ChunkTable(mark: Watermark())
        let recovery = Recovery(FileRig.directory, shard: 1, fileSystem: files.fileSystem, chunks: chunks)
        #expect(throws: LogStoreError.self) { _ = try recovery.run(fresh: 1) { _ in } }
    }

    @Test func `replay begins where it is told after a trim`() throws {
        let files = try written("abcdefghijklmnopqrstuvwxyz", bytes: 1000)
        let before = files.journal.bytesOnDisk
        try files.journal.trim(before: JournalSequence(20))
        #expect(files.journal.bytesOnDisk <= before)
        try files.restart(from: JournalSequence(20))
        #expect(files.found.count == 7)
        #expect(files.found.first == payload("t", 1000))
    }

    @Test func `replay from a frame that the journal no longer has is damage`() throws {
        let files = try written("abcdefghijklmnopqrstuvwxyz", bytes: 1000)
        try files.journal.trim(before: JournalSequence(20))
        #expect(try files.journal.prepare(isBusy: false) == .worked)
        #expect(throws: LogStoreError.self) { try files.restart() }
    }
}
