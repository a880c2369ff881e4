import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct PieceVerifierTests {
    private let fileSystem = SimulatedFileSystem()
    private let store: PieceStore

    init() throws { store = try PieceStore.simulated(fileSystem) }

    private func verify(_ piece: PieceEntry) throws -> PieceVerification {
        try PieceVerifier(piece, in: "logs", fileSystem: fileSystem).run()
    }

    private static func sample(_ seed: UInt64 = 4, _ count: Int = 12) -> SampleLog {
        SampleLog(seed: seed, count: count)
    }

    @Test(arguments: [Density.stored, .fast, .dense])
    func `each wrong byte of a piece is named`(density: Density) throws {
        let piece = try Self.sample().write(to: store, density: density, blockBytes: 700)
        #expect(try verify(piece).findings == [])
        let path = store.path(of: piece)
        for byte in 0..<piece.fileBytes {
            fileSystem.corrupt(path, byte: byte, xor: 1 << UInt8(byte % 8))
            let finding = try verify(piece).findings.first
            #expect(
                finding?.byte == byte && finding?.file == path, "byte \(byte): \(String(describing: finding))"
            )
            fileSystem.corrupt(path, byte: byte, xor: 1 << UInt8(byte % 8))
        }
    }

    @Test func `each wrong byte of an index is named, and nothing is lost by it`() throws {
        let piece = try Self.sample().write(to: store, blockBytes: 700)
        let path = store.indexPath(of: piece)
        for byte in 0..<piece.indexBytes {
            fileSystem.corrupt(path, byte: byte)
            let found = try verify(piece)
            #expect(found.findings.map(\.file) == [path])
            #expect(found.findings.first?.byte == byte, "byte \(byte)")
            #expect(found.isIndexLost && found.isIndexExact && found.badBlocks == [])
            fileSystem.corrupt(path, byte: byte)
        }
    }

    @Test(arguments: [Density.stored, .fast, .dense], Seed.first(6))
    func `an index is made anew from the piece alone`(density: Density, seed: Seed) throws {
        var sample = SampleLog(seed: seed.value, count: 10 + Int(seed.value) * 9, isSparse: true)
        if seed.value % 2 == 0 { sample.appendLarge(bodyBytes: 90_000, seed: seed.value) }
        let piece = try sample.write(to: store, density: density, blockBytes: 2000)
        let index = try store.readIndex(store.indexPath(of: piece))
        try fileSystem.remove(store.indexPath(of: piece))
        let rebuild = try IndexRebuild.read(store.path(of: piece), fileSystem: fileSystem)
        #expect(rebuild.stop == nil)
        let made = rebuild.index(
            log: piece.log, generation: piece.generation, first: piece.first, end: piece.end,
            wanted: piece.indexChecksum)
        #expect(made.blocks == index.blocks)
        let found = try verify(piece)
        #expect(found.isIndexLost && found.isIndexExact)
        #expect(found.index?.blocks == index.blocks)
    }

    @Test func `a file that is cut short is said to be`() throws {
        let piece = try Self.sample().write(to: store, blockBytes: 700)
        try fileSystem.open(store.path(of: piece), .existing).truncate(to: piece.fileBytes - 20)
        let found = try verify(piece)
        #expect(found.findings.first?.fault == .length(piece.fileBytes - 20, expected: piece.fileBytes))
        #expect(found.badBlocks == [piece.blocks - 1])
        #expect(!found.isFrameSound)
    }
}
