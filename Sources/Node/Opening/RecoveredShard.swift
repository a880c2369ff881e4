internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// What the files of a shard say: its snapshot, the journal behind that, and how both fit together.
///
/// The broker is the caller's: a copyable record is what the optimiser handles well.
struct RecoveredShard {
    let start: ShardStart
    let end: JournalEnd
    let histories: [History?]
    let tails: [Tail?]

    /// Reads everything, the broker's state into an empty `broker`, and removes what nothing names.
    ///
    /// Blocks for as long as that takes.
    /// The files of a snapshot are checked before the journal is touched, and nothing is removed before all
    /// of it was found sound. Throws `damaged` with the file where it was not.
    static func read(
        _ number: UInt32, journal: String, files: HistoryFiles, fileSystem: any FileSystem,
        chunks: ChunkTable, fresh: UInt64, into broker: inout Broker, progress: (Int, Int) -> Void
    ) throws(LogStoreError) -> RecoveredShard {
        let start = try ShardStart(files, shard: number, fileSystem: fileSystem) {
            records throws(FormatError) in
            try broker.restore(records)
        }
        broker.finishRestore()
        var replay = Replay(chunks: chunks)
        let recovery = Recovery(journal, shard: number, fileSystem: fileSystem, chunks: chunks)
        let end = try recovery.run(from: start.replayStart, fresh: fresh, progress: progress) {
            frame throws(FormatError) in
            try replay.take(frame, into: &broker)
        }
        try start.check(end, in: journal)
        let histories = start.histories
        try replay.check(start, histories, broker)
        try start.removeOrphans { log in broker.end(of: log) != nil }
        return RecoveredShard(start: start, end: end, histories: histories, tails: replay.tails)
    }

    /// What the snapshot names, for the next one to be compared with.
    var manifest: Manifest {
        Manifest(cut: start.snapshot?.header.cut ?? .none, path: start.snapshot?.path, logs: start.logs)
    }
}
