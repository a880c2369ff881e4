import Base
import LogStore
import TestSupport
import Testing

@Suite struct MappedBytesTests {
    private static let text = Array(repeating: Array("0123456789".utf8), count: 1_000).flatMap { $0 }

    private static func bytes(of mapped: MappedBytes) -> [UInt8] {
        withExtendedLifetime(mapped) { mapped.bytes.array }
    }

    private func written(_ fileSystem: any FileSystem, _ path: String) throws -> any File {
        let file = try fileSystem.open(path, .create)
        try Self.text.withByteView { try file.write([$0], at: 0) }
        return file
    }

    @Test func `a range that begins anywhere shows the bytes of the file`() throws {
        let folder = try TemporaryDirectory()
        let fileSystem = RealFileSystem()
        let file = try written(fileSystem, folder.path + "/text")
        let mapped = try file.map(4_097..<9_000)
        try fileSystem.remove(folder.path + "/text")
        #expect(Self.bytes(of: mapped) == Array(Self.text[4_097..<9_000]))
    }

    @Test func `an empty range shows nothing`() throws {
        let folder = try TemporaryDirectory()
        let file = try written(RealFileSystem(), folder.path + "/text")
        #expect(Self.bytes(of: try file.map(17..<17)).isEmpty)
    }

    @Test func `a file that cannot be mapped is read`() throws {
        let file = try written(SimulatedFileSystem(), "text")
        #expect(Self.bytes(of: try file.map(5..<25)) == Array(Self.text[5..<25]))
        #expect(throws: LogStoreError.self) { try file.map(9_990..<10_001) }
    }
}
