import LogStore
import TestSupport
import Testing

@Suite struct SimulatedFileSystemTests {
    private func lives(_ make: (SimulatedFileSystem) throws -> Void) rethrows -> [[String]] {
        try (0..<64).map { (seed: UInt64) in
            let disk = SimulatedFileSystem(seed: seed)
            try make(disk)
            disk.losePower()
            return disk.paths
        }
    }

    @Test func `a rename without a sync of its directory is whole or not at all`() throws {
        let found = try lives { disk in
            _ = try disk.open("data/new", .create)
            try disk.syncDirectory("data")
            try disk.rename("data/new", to: "data/old")
        }
        #expect(Set(found) == [["data/new"], ["data/old"]])
    }

    @Test func `a directory whose entry was not synced may go with all that is in it`() throws {
        let found = try lives { disk in
            try disk.makeDirectory("data/logs")
            let file = try disk.open("data/logs/1", .create)
            try file.sync()
            try disk.syncDirectory("data/logs")
        }
        #expect(Set(found) == [[], ["data/logs/1"]])
    }

    @Test func `what is synced with its names stays`() throws {
        let found = try lives { disk in
            try disk.makeDirectory("data/logs")
            try disk.syncDirectory("data")
            try disk.open("data/logs/1", .create).sync()
            try disk.syncDirectory("data/logs")
        }
        #expect(Set(found) == [["data/logs/1"]])
    }

    @Test func `a file needs its directory, and a directory with files stays`() throws {
        let disk = SimulatedFileSystem()
        #expect(throws: LogStoreError.self) { try disk.open("data/logs/1", .create) }
        try disk.makeDirectory("data/logs")
        _ = try disk.open("data/logs/1", .create)
        #expect(throws: LogStoreError.self) { try disk.removeDirectory("data/logs") }
        #expect(try disk.list("data") == ["logs"])
        try disk.remove("data/logs/1")
        try disk.removeDirectory("data/logs")
        #expect(try disk.list("data") == [])
    }
}
