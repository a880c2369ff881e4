package import Base
package import LogStore

/// A file journal in a simulated directory that can be closed and recovered, with what recovery found.
package final class FileRig {
    package static let directory = "journal"
    package let fileSystem: SimulatedFileSystem
    package var sizes = StoreRig.Sizes()
    package var settings = FileJournalSettings()
    private let diskBytesMax: Int?
    private let reserveBytes: Int
    package private(set) var journal: FileJournal
    package private(set) var rig: StoreRig
    /// Where the last recovery ended.
    package private(set) var end: JournalEnd
    /// Payloads of the commands that the last recovery found, parts joined.
    package private(set) var found: [[UInt8]] = []

    package init(
        _ fileSystem: SimulatedFileSystem = SimulatedFileSystem(), fileBytes: Int = 16 * 1024,
        bytesMax: Int = 1 << 20, diskBytesMax: Int? = nil, reserveBytes: Int = 0
    ) throws(LogStoreError) {
        self.fileSystem = fileSystem
        self.diskBytesMax = diskBytesMax
        self.reserveBytes = reserveBytes
        settings.fileBytes = fileBytes
        settings.bytesMax = bytesMax
        let room = DiskRoom(
            Self.directory, fileSystem: fileSystem, bytesMax: diskBytesMax, reserveBytes: reserveBytes)
        let opened = try Self.open(room, settings, sizes, from: JournalSequence(1))
        (journal, rig, end, found) = opened
    }

    /// Drops everything in memory and recovers.
    package func restart(from start: JournalSequence = JournalSequence(1)) throws(LogStoreError) {
        let room = DiskRoom(
            Self.directory, fileSystem: fileSystem, bytesMax: diskBytesMax, reserveBytes: reserveBytes)
        (journal, rig, end, found) = try Self.open(room, settings, sizes, from: start)
    }

    /// Path of the journal's file with this number.
    package func path(_ number: Int) -> String {
        let digits = String(number)
        return "\(Self.directory)/\(String(repeating: "0", count: 10 - digits.count))\(digits).journal"
    }

    private static func open(
        _ room: DiskRoom, _ settings: FileJournalSettings, _ sizes: StoreRig.Sizes,
        from start: JournalSequence
    ) throws(LogStoreError) -> (FileJournal, StoreRig, JournalEnd, [[UInt8]]) {
        let chunks = ChunkTable(
            mark: Watermark(), bytesMax: sizes.tailBytesMax, chunkBytes: sizes.chunkBytes)
        var found: [(releaseAt: JournalSequence, bytes: [UInt8])] = []
        let recovery = Recovery(directory, shard: 0, fileSystem: room.files, chunks: chunks)
        let end = try recovery.run(from: start, fresh: 42) { frame in
            if found.last?.releaseAt == frame.releaseAt {
                found[found.count - 1].bytes += frame.events.array
            } else {
                found.append((frame.releaseAt, frame.events.array))
            }
        }
        let journal = try FileJournal(end, in: directory, room: room, settings: settings)
        let rig = StoreRig(journal, after: end, chunks: chunks, sizes: sizes)
        return (journal, rig, end, found.map(\.bytes))
    }
}
