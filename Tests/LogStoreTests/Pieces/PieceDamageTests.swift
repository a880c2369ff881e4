import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct PieceDamageTests {
    private let fileSystem = SimulatedFileSystem()
    private let store: PieceStore
    private let piece: PieceEntry

    init() throws {
        store = try PieceStore.simulated(fileSystem)
        piece = try SampleLog(seed: 8, count: 12).write(to: store, blockBytes: 600)
    }

    private struct Damage: Equatable {
        var file: String
        var byte: Int
    }

    /// Where `body` says that the bytes are not what was written.
    private static func damage(_ body: () throws -> Void) -> Damage? {
        do { try body() } catch LogStoreError.damaged(let file, let byte, _) {
            return Damage(file: file, byte: byte)
        } catch {}
        return nil
    }

    @Test func `every wrong byte of a piece is found, and where`() throws {
        let path = store.path(of: piece)
        for byte in 0..<piece.fileBytes {
            fileSystem.corrupt(path, byte: byte, xor: 1 << UInt8(byte % 8))
            let found = Self.damage { try store.verify(piece) }
            #expect(found == Damage(file: path, byte: byte))
            fileSystem.corrupt(path, byte: byte, xor: 1 << UInt8(byte % 8))
        }
        try store.verify(piece)
    }

    @Test func `every wrong byte of an index is found`() throws {
        let path = store.indexPath(of: piece)
        for byte in 0..<piece.indexBytes {
            fileSystem.corrupt(path, byte: byte)
            let store = PieceStore("logs", fileSystem: fileSystem)
            let found = Self.damage { _ = try store.index(of: piece) }
            #expect(found?.file == path)
            fileSystem.corrupt(path, byte: byte)
        }
    }

    @Test func `a block with a wrong byte is not read, and its neighbours are`() throws {
        let block = try store.index(of: piece).blocks[1]
        fileSystem.corrupt(store.path(of: piece), byte: block.position + 3)
        let expected = Damage(file: store.path(of: piece), byte: block.position)
        let one = Self.damage { _ = try store.block(of: .piece(piece), 1) }
        let some = Self.damage { _ = try store.blocks(of: .piece(piece), 0..<3) }
        let run = Self.damage { _ = try store.stored(piece, from: 0, through: 1) }
        #expect(one == expected && some == expected && run == expected)
        _ = try store.block(of: .piece(piece), 0)
        _ = try store.stored(piece, from: 2, through: 2)
    }

    @Test func `a file that is too short is damage`() throws {
        let file = try fileSystem.open(store.path(of: piece), .existing)
        try file.truncate(to: piece.fileBytes - 1)
        let found = Self.damage { _ = try store.block(of: .piece(piece), 0) }
        #expect(found == Damage(file: store.path(of: piece), byte: piece.fileBytes - 1))
    }

    @Test func `the index of another piece is damage`() throws {
        var other = piece
        other.indexChecksum ^= 1
        let found = Self.damage { _ = try store.index(of: other) }
        #expect(found?.file == store.indexPath(of: piece))
    }
}
