internal import Base
internal import LogFormat
internal import LogStore

/// The end of a checkpoint: the snapshot gets its name, and what it makes superfluous goes.
extension Checkpoint {
    /// Logs whose readers one step shows their new history.
    private static let handedMax = 256
    /// Files that one step removes.
    private static let removedMax = 16

    /// Writes the manifest and the header; the file has everything after it.
    func seal(_ context: HousekeepingContext) throws(LogStoreError) {
        for record in records { try writer?.append(record) }
        try writer?.seal(
            SnapshotHeader(
                shard: context.shard.number, journal: context.journalID, cut: cut.sequence, reach: reach,
                madeAt: madeAt))
        snapshotBytes = writer?.bytes ?? 0
        phase = .sync
    }

    /// From here on the snapshot counts. If this fails, nobody knows which one does: the process must end.
    func publish(_ context: HousekeepingContext) throws(LogStoreError) {
        guard let writer = writer.take() else { return }
        let file = try writer.publish()
        let before = context.manifest
        replaced = before.path
        isFirst = context.counts.current.checkpoints == 0
        garbage = before.outdated(by: records)
        goneLogs = before.goneLogs(after: records)
        context.replaceManifest(Manifest(cut: cut.sequence, path: file.path, logs: records))
        pass = nil
        phase = .hand(0)
    }

    /// Readers see the history before the tail forgets: at no time is a message in neither.
    func hand(_ context: HousekeepingContext, from first: Int) {
        let last = min(first + Self.handedMax, logs.count)
        for log in logs[first..<last] {
            log.view.history.replace(log.after)
            log.view.tail.forget(beforeChunk: cut.chunk)
            if log.archived?.pieces.isEmpty == false || isFirst { context.merging.note(log.view) }
        }
        phase = last < logs.count ? .hand(last) : .trimJournal
    }

    func trimJournal(_ context: HousekeepingContext) {
        let next = JournalSequence(cut.sequence.rawValue + 1)
        context.shard.chunks.trim(before: next)
        // A file that cannot be removed now is removed at the next start.
        try? context.shard.journal.trim(before: next)
        report(context)
        phase = .clean(0)
    }

    /// Removes files; one that stays is found by the next start.
    func clean(_ context: HousekeepingContext, from first: Int) -> JobStep {
        let (files, pieces) = (context.fileSystem, context.pieces)
        if first == 0, let replaced {
            try? files.remove(replaced)
            pieces.forget(snapshot: replaced)
        }
        let last = min(first + Self.removedMax, garbage.count)
        for piece in garbage[min(first, last)..<last] { try? pieces.remove(piece) }
        if last < garbage.count {
            phase = .clean(last)
            return .worked
        }
        guard let log = goneLogs.popLast() else { return .done }
        try? pieces.removeFolder(of: log)
        phase = .clean(max(last, 1))
        return .worked
    }

    private func report(_ context: HousekeepingContext) {
        let took = context.now &- begun
        let report = CheckpointReport(
            sequence: cut.sequence, bytes: pieceBytes + snapshotBytes,
            took: Interval(milliseconds: Int64(took / 1_000_000)))
        context.counts.change { counts in
            counts.checkpoints += 1
            counts.checkpointBytes += report.bytes
            counts.checkpointSeconds.record(nanoseconds: took)
            counts.snapshotBytes = snapshotBytes
            counts.checkpointedAt = context.now
        }
        for wish in wishes { wish(.success(report)) }
    }
}
