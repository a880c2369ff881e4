import Base
import LogFormat
import LogStore
import TestSupport
import Testing

/// The journals that exist, each of which must do the same.
enum JournalKind: String, CaseIterable, CustomTestStringConvertible {
    case filesSimulated, filesReal, memoryPrompt, memoryDelaying

    var testDescription: String { rawValue }
}

/// A journal of some kind with a store on top.
final class JournalFixture {
    let rig: StoreRig
    private let directory: TemporaryDirectory?

    init(_ kind: JournalKind) throws {
        switch kind {
        case .memoryPrompt: (rig, directory) = (StoreRig(memory: DelayingJournal(isPrompt: true)), nil)
        case .memoryDelaying: (rig, directory) = (StoreRig(memory: DelayingJournal()), nil)
        case .filesSimulated:
            (rig, directory) = (try Self.files(SimulatedFileSystem(), "journal"), nil)
        case .filesReal:
            let made = try TemporaryDirectory()
            (rig, directory) = (try Self.files(RealFileSystem(), made.path), made)
        }
    }

    private static func files(_ fileSystem: some FileSystem, _ path: String) throws -> StoreRig {
        let sizes = StoreRig.Sizes()
        let chunks = ChunkTable(
            mark: Watermark(), bytesMax: sizes.tailBytesMax, chunkBytes: sizes.chunkBytes)
        let end = try Recovery(path, shard: 0, fileSystem: fileSystem, chunks: chunks).run(fresh: 7) { _ in }
        var settings = FileJournalSettings()
        settings.fileBytes = 16 * 1024
        let room = DiskRoom(path, fileSystem: fileSystem, bytesMax: nil, reserveBytes: 0)
        let journal = try FileJournal(end, in: path, room: room, settings: settings)
        return StoreRig(journal, after: end, chunks: chunks)
    }

    /// Writes what is closed and lets it become durable.
    func settle() throws {
        try rig.drain()
        while let journal = rig.journal as? DelayingJournal, journal.deliver() {}
    }
}

@Suite struct JournalContractTests {
    private func payload(_ index: Int) -> [UInt8] { [UInt8](repeating: UInt8(index % 250), count: 900) }

    @Test(arguments: JournalKind.allCases)
    func `what is submitted becomes durable in order, and is reported with rising sequences`(
        kind: JournalKind
    ) throws {
        let fixture = try JournalFixture(kind)
        for index in 0..<50 {
            fixture.rig.command(payload(index))
            if index % 3 == 0 { try fixture.rig.step() }
        }
        try fixture.settle()
        let advances = fixture.rig.advances
        #expect(advances == advances.sorted())
        #expect(fixture.rig.durable == JournalSequence(50))
    }

    @Test(arguments: JournalKind.allCases)
    func `bytes that left memory read back`(kind: JournalKind) throws {
        let fixture = try JournalFixture(kind)
        let lines = (0..<60).map { payload($0).map { $0 % 26 + 97 } }
        for line in lines {
            fixture.rig.append([(0, [line])])
            try fixture.settle()
        }
        #expect(fixture.rig.chunks.residentBytes < 60 * 900)
        #expect(try fixture.rig.read(0) == lines)
    }

    @Test(arguments: JournalKind.allCases)
    func `a trim gives up what lies before, and nothing else`(kind: JournalKind) throws {
        let fixture = try JournalFixture(kind)
        for index in 0..<60 {
            fixture.rig.append([(0, [payload(index).map { $0 % 26 + 97 }])])
            try fixture.settle()
        }
        let before = fixture.rig.journal.bytesOnDisk
        try fixture.rig.journal.trim(before: JournalSequence(40))
        #expect(fixture.rig.journal.bytesOnDisk <= before)
        #expect(try fixture.rig.read(0, from: Offset(39)).count == 21)
        #expect(throws: LogStoreError.self) { try fixture.rig.read(0) }
    }

    @Test(arguments: JournalKind.allCases)
    func `commands go on after a trim`(kind: JournalKind) throws {
        let fixture = try JournalFixture(kind)
        for round in 0..<6 {
            for index in 0..<20 { fixture.rig.append([(0, [payload(index).map { $0 % 26 + 97 }])]) }
            try fixture.settle()
            try fixture.rig.journal.trim(before: JournalSequence(UInt64(round * 20)))
        }
        #expect(fixture.rig.durable == JournalSequence(120))
        #expect(try fixture.rig.read(0, from: Offset(110)).count == 10)
    }
}
