import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct JournalVerifierTests {
    private static let path = "journal/0000000001.journal"

    /// A journal of commands, each with one line for log 1 or 2, durable one after the other.
    private func written(_ count: Int = 6) throws -> FileRig {
        let files = try FileRig()
        for number in 0..<count {
            files.rig.append([(log: UInt32(number % 2 + 1), lines: [Array("line \(number)".utf8)])])
            try files.rig.step()
        }
        return files
    }

    private func verify(_ files: FileRig) throws -> JournalVerification {
        try JournalVerifier(JournalFiles(FileRig.directory, fileSystem: files.fileSystem)).run()
    }

    @Test func `a sound journal has no finding`() throws {
        let found = try verify(written())
        #expect(found.findings == [])
        #expect(found.first == JournalSequence(1) && found.last == JournalSequence(6))
        #expect(found.ends == [LogID(1): Offset(3), LogID(2): Offset(3)])
    }

    @Test func `each wrong byte of an acknowledged frame is named`() throws {
        let files = try written(3)
        let bytes = files.fileSystem.bytes(of: Self.path)
        let end = 4096 + FrameHeader.frameBytes(Int(bytes[4096 + 44]))
        for byte in 4096..<end {
            files.fileSystem.corrupt(Self.path, byte: byte, xor: 1 << UInt8(byte % 8))
            let finding = try verify(files).findings.first
            #expect(
                finding?.byte == byte && finding?.weight == .damage,
                "byte \(byte): \(String(describing: finding))")
            files.fileSystem.corrupt(Self.path, byte: byte, xor: 1 << UInt8(byte % 8))
        }
    }

    @Test func `each wrong byte of a file's header is named`() throws {
        let files = try written(2)
        for byte in 0..<JournalFileHeader.encodedBytes {
            files.fileSystem.corrupt(Self.path, byte: byte)
            let finding = try verify(files).findings.first
            #expect(finding?.weight == .damage && finding?.file == Self.path)
            // With the magic wrong, the checksum still tells which byte it is.
            #expect(finding?.byte == byte, "byte \(byte): \(String(describing: finding))")
            files.fileSystem.corrupt(Self.path, byte: byte)
        }
    }

    @Test func `what a cut gives up is said by log and offset`() throws {
        let files = try written()
        files.fileSystem.erase(Self.path, 4096 + 2 * 100..<4096 + 2 * 100 + 50)
        let damage = try #require(try verify(files).damage)
        let commands = try #require(damage.givenUp.commands)
        #expect(commands.upperBound == JournalSequence(6))
        #expect(damage.kept.rawValue + 1 == commands.lowerBound.rawValue)
        #expect(damage.givenUp.messages[LogID(1)]?.last?.upperBound == Offset(3))
        #expect(damage.givenUp.messages[LogID(2)]?.last?.upperBound == Offset(3))
    }

    @Test func `the torn end of the last write is a note`() throws {
        let files = try written(3)
        files.rig.append([(log: 1, lines: [Array(repeating: 65, count: 600)])])
        files.rig.append([(log: 1, lines: [Array(repeating: 66, count: 600)])])
        try files.rig.step()
        let frame = FrameHeader.frameBytes(Int(files.fileSystem.bytes(of: Self.path)[4096 + 44]))
        files.fileSystem.corrupt(Self.path, byte: 4096 + 3 * frame + 200)
        let found = try verify(files)
        #expect(found.isSound)
        #expect(found.findings.map(\.fault) == [.tornEnd(JournalSequence(4))])
    }

    @Test func `a damaged journal starts once it is cut`() throws {
        let files = try written()
        let frame = FrameHeader.frameBytes(Int(files.fileSystem.bytes(of: Self.path)[4096 + 44]))
        files.fileSystem.corrupt(Self.path, byte: 4096 + 3 * frame + 70)
        #expect(throws: LogStoreError.self) { try files.restart() }
        let journal = try JournalFiles(FileRig.directory, fileSystem: files.fileSystem)
        let plan = JournalRepair.plan(journal, try JournalVerifier(journal).run())
        let keepsake = Keepsake("repaired", in: FileRig.directory, fileSystem: files.fileSystem)
        for step in plan.steps { try step.perform(keepsake: keepsake, fileSystem: files.fileSystem) }
        try files.restart()
        #expect(files.found.count == 3)
        #expect(files.end.lastSequence == JournalSequence(3))
        #expect(files.fileSystem.paths.contains { $0.hasPrefix("journal/repaired/") })
    }

    @Test func `a lost header is written again as it was`() throws {
        let files = try written()
        let before = files.fileSystem.bytes(of: Self.path)
        files.fileSystem.corrupt(Self.path, byte: 30)
        let journal = try JournalFiles(FileRig.directory, fileSystem: files.fileSystem)
        let plan = JournalRepair.plan(journal, try JournalVerifier(journal).run())
        #expect(plan.givenUp.isEmpty && plan.hopeless == [])
        let keepsake = Keepsake("repaired", in: FileRig.directory, fileSystem: files.fileSystem)
        for step in plan.steps { try step.perform(keepsake: keepsake, fileSystem: files.fileSystem) }
        #expect(files.fileSystem.bytes(of: Self.path) == before)
    }

    @Test(arguments: [4, 7])
    func `damage to frames that nobody needs gives up nothing`(needed: UInt64) throws {
        let files = try written()
        let frame = FrameHeader.frameBytes(Int(files.fileSystem.bytes(of: Self.path)[4096 + 44]))
        files.fileSystem.corrupt(Self.path, byte: 4096 + frame + 70)
        #expect(throws: LogStoreError.self) { try files.restart(from: JournalSequence(needed)) }
        let journal = try JournalFiles(FileRig.directory, fileSystem: files.fileSystem)
        let found = try JournalVerifier(journal, needed: JournalSequence(needed)).run()
        #expect(!found.isSound)
        #expect(JournalRepair.plan(journal, found).steps.isEmpty)
        let step = try #require(try JournalFront.step(journal, found))
        let keepsake = Keepsake("repaired", in: FileRig.directory, fileSystem: files.fileSystem)
        try step.perform(keepsake: keepsake, fileSystem: files.fileSystem)
        try files.restart(from: JournalSequence(needed))
        #expect(files.found.count == 7 - Int(needed))
        #expect(files.end.lastSequence == JournalSequence(6))
    }
}
