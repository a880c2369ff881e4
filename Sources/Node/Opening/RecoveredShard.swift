internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// What the files of a shard say: its snapshot, the journal behind that, and how both fit together.
struct RecoveredShard: ~Copyable {
    let start: ShardStart
    let end: JournalEnd
    let histories: [History?]
    let tails: [Tail?]
    let broker: Broker

    /// Reads everything, and removes what nothing names; blocks for as long as that takes.
    ///
    /// The files of a snapshot are checked before the journal is touched, and nothing is removed before all
    /// of it was found sound. Throws `damaged` with the file where it was not.
    static func read(
        _ number: UInt32, journal: String, files: HistoryFiles, fileSystem: any FileSystem,
        chunks: ChunkTable, fresh: UInt64, progress: (Int, Int) -> Void
    ) throws(LogStoreError) -> RecoveredShard {
        var broker = Broker(shard: number)
        let start = try ShardStart(files, shard: number, fileSystem: fileSystem) {
            records throws(FormatError) in
            try broker.restore(records)
        }
        broker.finishRestore()
        var replay = Replay(broker, chunks: chunks)
        let recovery = Recovery(journal, shard: number, fileSystem: fileSystem, chunks: chunks)
        let end = try recovery.run(from: start.replayStart, fresh: fresh, progress: progress) {
            frame throws(FormatError) in
            try replay.take(frame)
        }
        try start.check(end, in: journal)
        let histories = start.histories
        try replay.check(start, histories)
        try start.removeOrphans { log in replay.broker.end(of: log) != nil }
        let tails = replay.tails
        return RecoveredShard(
            start: start, end: end, histories: histories, tails: tails, broker: replay.takeBroker())
    }

    /// What the snapshot names, for the next one to be compared with.
    var manifest: Manifest {
        Manifest(cut: start.snapshot?.header.cut ?? .none, path: start.snapshot?.path, logs: start.logs)
    }

    /// Gives the broker away; at the end.
    consuming func takeBroker() -> Broker { broker }
}
