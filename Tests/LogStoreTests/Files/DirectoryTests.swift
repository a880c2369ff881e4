import Base
import Glibc
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct DirectoryLockTests {
    @Test func `a second holder is refused with the pid of the first`() throws {
        let directory = try TemporaryDirectory()
        let first = try DirectoryLock(directory.path, fileSystem: RealFileSystem())
        #expect {
            try DirectoryLock(directory.path, fileSystem: RealFileSystem())
        } throws: { error in
            guard case LogStoreError.locked(let path, let pid) = error else { return false }
            return path == directory.path && pid == Int(getpid())
        }
        withExtendedLifetime(first) {}
    }

    @Test func `the lock goes with its holder`() throws {
        let fileSystem = SimulatedFileSystem()
        _ = try DirectoryLock("data", fileSystem: fileSystem)
        let lock = try DirectoryLock("data", fileSystem: fileSystem)
        #expect(throws: LogStoreError.self) { try DirectoryLock("data", fileSystem: fileSystem) }
        withExtendedLifetime(lock) {}
    }
}

@Suite struct FormatFileTests {
    private let created = "2026-11-22T10:00:00Z"

    @Test func `a new directory gets one line of JSON`() throws {
        let fileSystem = SimulatedFileSystem()
        try FormatFile.open(in: "data", created: created, fileSystem: fileSystem)
        let text = String(decoding: fileSystem.bytes(of: "data/format"), as: UTF8.self)
        #expect(text == "{\"format\":1,\"created\":\"2026-11-22T10:00:00Z\"}\n")
        fileSystem.losePower()
        try FormatFile.open(in: "data", created: "later", fileSystem: fileSystem)
        #expect(String(decoding: fileSystem.bytes(of: "data/format"), as: UTF8.self) == text)
    }

    @Test func `a newer format is refused by its number`() throws {
        let fileSystem = SimulatedFileSystem()
        let file = try fileSystem.open("data/format", .create)
        try Array("{\"format\":2}\n".utf8).withByteView { try file.write([$0], at: 0) }
        do {
            try FormatFile.open(in: "data", created: created, fileSystem: fileSystem)
            Issue.record("it was taken")
        } catch .unreadable(_, _, let error) {
            #expect(error == .unknownFormat(2))
        }
    }

    @Test func `something else is damage`() throws {
        let fileSystem = SimulatedFileSystem()
        let file = try fileSystem.open("data/format", .create)
        try Array("hello".utf8).withByteView { try file.write([$0], at: 0) }
        #expect(throws: LogStoreError.self) {
            try FormatFile.open(in: "data", created: created, fileSystem: fileSystem)
        }
    }
}

@Suite struct RealFileSystemTests {
    @Test func `pieces are written one behind the other and read back`() throws {
        let directory = try TemporaryDirectory()
        let system = RealFileSystem()
        let file = try system.open("\(directory.path)/a", .create)
        try file.allocate(10_000)
        #expect(try file.size() == 10_000)
        let pieces = (0..<1500).map { ["ab", "cde"][$0 % 2] }.map(StaticText.init)
        try file.write(pieces.map(\.view), at: 100)
        try file.sync()
        var bytes = [UInt8](repeating: 0, count: 3750)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 100) }
        #expect(count == 3750)
        #expect(bytes == (0..<750).flatMap { _ in Array("abcde".utf8) })
        try file.truncate(to: 102)
        #expect(try file.size() == 102)
    }

    /// One of the two texts that the pieces are made of.
    private struct StaticText {
        let view: ByteView
        init(_ text: String) { view = text == "ab" ? ByteView("ab") : ByteView("cde") }
    }

    @Test func `names are listed, renamed and removed`() throws {
        let directory = try TemporaryDirectory()
        let system = RealFileSystem()
        try system.makeDirectory("\(directory.path)/d")
        try system.makeDirectory("\(directory.path)/d")
        _ = try system.open("\(directory.path)/d/b", .create)
        _ = try system.open("\(directory.path)/d/a", .create)
        #expect(try system.list("\(directory.path)/d") == ["a", "b"])
        try system.rename("\(directory.path)/d/a", to: "\(directory.path)/d/c")
        try system.remove("\(directory.path)/d/b")
        try system.syncDirectory("\(directory.path)/d")
        #expect(try system.list("\(directory.path)/d") == ["c"])
    }

    @Test func `a missing file is refused with its errno`() throws {
        #expect {
            try RealFileSystem().open("/nowhere/at/all", .existing)
        } throws: { error in
            if case LogStoreError.refused(_, "/nowhere/at/all", ENOENT) = error { true } else { false }
        }
    }
}
