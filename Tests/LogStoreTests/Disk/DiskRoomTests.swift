import Base
import LogStore
import TestSupport
import Testing

@Suite struct DiskRoomTests {
    private let disk = SimulatedFileSystem()

    private func room(bytesMax: Int? = nil, reserveBytes: Int = 0) -> DiskRoom {
        DiskRoom("data", fileSystem: disk, bytesMax: bytesMax, reserveBytes: reserveBytes)
    }

    private func write(_ bytes: Int, to path: String, in room: DiskRoom) throws {
        let text = [UInt8](repeating: 97, count: bytes)
        let file = try room.files.open(path, .create)
        try text.withByteView { try file.write([$0], at: 0) }
    }

    @Test func `files count as they grow, are cut, renamed over each other and removed`() throws {
        let room = room()
        try write(1_000, to: "data/one", in: room)
        try write(300, to: "data/two", in: room)
        try room.files.open("data/one", .existing).allocate(4_096)
        #expect(room.bytesUsed == 4_396)
        try room.files.open("data/one", .existing).truncate(to: 500)
        #expect(room.bytesUsed == 800)
        try room.files.rename("data/two", to: "data/one")
        #expect(room.bytesUsed == 300)
        try room.files.remove("data/one")
        #expect(room.bytesUsed == 0)
    }

    @Test func `a limit is a shortage as soon as it is passed, and until it is not`() throws {
        let room = room(bytesMax: 1_000)
        try write(1_000, to: "data/one", in: room)
        #expect(room.shortage == nil)
        #expect(!room.admits(1))
        try write(1, to: "data/two", in: room)
        #expect(room.shortage == .limit(1_000))
        try room.files.remove("data/one")
        #expect(room.shortage == nil)
    }

    @Test func `the reserve is made, given up once, and made again when there is room`() throws {
        let room = room(reserveBytes: 8_192)
        #expect(room.shortage == .disk)
        #expect(try room.prepare())
        #expect(room.shortage == nil)
        #expect(disk.bytes(of: "data/reserve").count == 8_192)
        #expect(try room.giveUpReserve())
        #expect(try !room.giveUpReserve())
        #expect(disk.paths == [])
        disk.setCapacity(8_191)
        #expect(try !room.prepare())
        #expect(room.shortage == .disk)
        #expect(disk.paths == [])
        disk.setCapacity(8_192)
        #expect(try room.prepare())
        #expect(room.shortage == nil)
    }

    @Test func `what was there before is counted beside the traffic`() throws {
        try disk.makeDirectory("data/logs")
        try disk.makeDirectory("data/logs/1")
        try write(700, to: "data/logs/1/piece", in: room())
        try write(50, to: "data/format", in: room())
        let files = try FileRig(disk, diskBytesMax: 1 << 20)
        _ = try files.journal.prepare(isBusy: false)
        let room = DiskRoom("data", fileSystem: disk, bytesMax: nil, reserveBytes: 0)
        let end = try Recovery(
            "data/logs", shard: 0, fileSystem: disk, chunks: ChunkTable(mark: Watermark())
        ).run(fresh: 1) { _ in }
        var settings = FileJournalSettings()
        settings.fileBytes = 16 * 1024
        let journal = try FileJournal(end, in: "data/logs", room: room, settings: settings)
        while try journal.prepare(isBusy: false) == .worked {}
        #expect(room.bytesUsed == 750 + 2 * 16 * 1024)
    }
}
