internal import Base
internal import Broker
internal import LogFormat
package import LogStore
package import Logging

extension Node {
    /// Recovers the node of a data directory, or makes an empty one, and begins a new epoch.
    ///
    /// `progress` hears how many bytes of the journal were read, of how many.
    /// `release` runs on a loop after each advance of what is durable: answers whose gate is open leave.
    /// Blocks for as long as replay takes; the caller has the directory's lock.
    package static func open<Random: RandomNumberGenerator>(
        _ store: NodeStore, settings: NodeSettings, scheduler: any Scheduler, random: inout Random,
        log: Logger, progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
        release: @escaping @Sendable (_ loop: Int) -> Void
    ) throws(LogStoreError) -> OpenedNode {
        let number: UInt32 = 0
        let room = DiskRoom(
            store.directory, fileSystem: store.fileSystem, bytesMax: settings.diskBytesMax,
            reserveBytes: settings.reserveBytes)
        let store = NodeStore(directory: store.directory, fileSystem: room.files)
        let folder = try makeDirectories(store, shard: number)
        let directory = "\(folder)/journal"
        let durable = Watermark()
        let chunks = ChunkTable(
            mark: durable, bytesMax: settings.tailBytesMax, chunkBytes: settings.chunkBytes)
        let files = HistoryFiles(of: folder, store.fileSystem, settings.pieces)
        var broker = Broker(shard: number)
        let found = try RecoveredShard.read(
            number, journal: directory, files: files, fileSystem: store.fileSystem, chunks: chunks,
            fresh: random.next(), into: &broker, progress: progress)
        let (end, lastTime) = (found.end, found.start.lastTime(found.end))
        let journal = try FileJournal(
            end, in: directory, room: room, settings: FileJournalSettings(of: settings))
        if try !room.prepare() { log.warning("the disk has no room for the reserve") }
        chunks.attach(journal)
        let wakes = Wakes(scheduler: scheduler, release: release)
        let handover = Handover()
        let clock = ShardClock(
            wall: scheduler.wallClock(), monotonic: scheduler.monotonicNanoseconds(), lastJournaled: lastTime)
        let epoch = max(end.highestEpoch, broker.epoch) + 1
        let frames = FrameBuffer(
            end, epoch: epoch, chunks: chunks, handover: handover,
            payloadMax: settings.framePayloadBytesMax)
        let parts = ShardParts(
            durable: durable, wakes: wakes, scheduler: scheduler, chunks: chunks, journal: journal,
            room: room, files: files)
        let key = SipHash.Key(low: random.next(), high: random.next())
        let tokens = LeaseTokens(shard: number, key: broker.tokenKey ?? key)
        var state = ShardState(broker: broker, frames: frames, clock: clock)
        state.entities.keep(found.tails, found.histories)
        let catalog = Catalog()
        let shard = Shard(
            number: number, state: state, parts: parts, catalog: catalog, settings: settings,
            tokens: tokens, log: log)
        shard.begin(key: key, from: lastTime)
        let housekeeping = Housekeeping(
            shard: shard, fileSystem: store.fileSystem, journalID: end.journal,
            manifest: found.manifest, log: log)
        let commit = GroupCommit(
            journal: journal, chunks: chunks, handover: handover,
            onAdvance: { [weak shard, weak housekeeping] _ in
                shard?.durableAdvanced()
                housekeeping?.noteAdvance()
            },
            requestClosing: { [weak shard] in shard?.appendClosing() })
        found.tell(log, epoch: epoch)
        return OpenedNode(
            node: Node(settings: settings, shard: shard, catalog: catalog, housekeeping: housekeeping),
            commit: commit, journal: journal, housekeeping: housekeeping)
    }

    /// Makes `shards/<number>` with its folders and gives its path.
    private static func makeDirectories(
        _ store: NodeStore, shard: UInt32
    ) throws(LogStoreError) -> String {
        var path = store.directory
        for part in ["shards", "\(shard)"] {
            let parent = path
            path += "/" + part
            try store.fileSystem.makeDirectory(path)
            try store.fileSystem.syncDirectory(parent)
        }
        for part in ["journal", "logs", "snapshots"] {
            try store.fileSystem.makeDirectory("\(path)/\(part)")
        }
        try store.fileSystem.syncDirectory(path)
        return path
    }
}

extension RecoveredShard {
    /// Logs how far the start came, and what it had to mend.
    fileprivate func tell(_ log: Logger, epoch: UInt32) {
        for path in start.rebuilt { log.warning("\(path) was missing: made anew from its piece") }
        log.info("recovered", metadata: ["sequence": "\(end.lastSequence.rawValue)", "epoch": "\(epoch)"])
    }
}

extension HistoryFiles {
    /// Those of the shard in `folder`.
    fileprivate init(of folder: String, _ fileSystem: any FileSystem, _ sizes: PieceStoreSettings) {
        self.init(
            pieces: PieceStore("\(folder)/logs", fileSystem: fileSystem, settings: sizes),
            snapshots: "\(folder)/snapshots")
    }
}

extension FileJournalSettings {
    fileprivate init(of settings: NodeSettings) {
        self.init()
        bytesMax = settings.journalBytesMax
        fileBytes = settings.journalFileBytes
    }
}
