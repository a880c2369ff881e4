internal import Base
internal import LogFormat
internal import LogStore

/// The heavy part: no lock, no loop.
extension Checkpoint {
    /// Logs whose records one step writes.
    private static let recordsMax = 64

    func beginArchive(_ context: HousekeepingContext) {
        let orders = logs.compactMap { log -> ArchiveOrder? in
            guard let count = log.count else { return nil }
            return ArchiveOrder(count, name: log.view.name, before: log.before, kept: log.kept)
        }
        pass = ArchivePass(
            orders, of: context.shard.chunks, after: context.manifest.cut, upTo: cut,
            snapshot: context.manifest.path, into: context.pieces)
        phase = .archive
    }

    func archive(_ context: HousekeepingContext) throws(LogStoreError) {
        var done: [Archived] = []
        let isGoingOn = try pass?.step(
            isHurried: context.isUrgent,
            carry: { log, entry, stored throws(LogStoreError) in
                try carry(entry, stored)
            }, archived: { done.append($0) })
        for archived in done { take(archived) }
        if isGoingOn == true { return }
        if hasNewFolders { try context.pieces.syncFolders() }
        phase = .record(0)
    }

    /// Puts a block into the snapshot.
    private func carry(_ entry: BlockEntry, _ stored: ByteView) throws(LogStoreError) -> CarriedEntry {
        var entry = entry
        entry.position = try writer?.append(carried: stored) ?? 0
        return entry
    }

    /// Notes what the pass made of a log.
    private func take(_ archived: Archived) {
        guard let index = logs.index(of: archived.log) else { return }
        for piece in archived.pieces {
            pieceBytes += piece.fileBytes + piece.indexBytes
            if logs[index].before.pieces.isEmpty { hasNewFolders = true }
        }
        logs[index].archived = archived
    }

    /// Makes the records of the next logs, with what is carried along from the last snapshot.
    func record(_ context: HousekeepingContext, from first: Int) throws(LogStoreError) {
        let last = min(first + Self.recordsMax, logs.count)
        for index in first..<last {
            let log = logs[index]
            let start = log.start
            var after = log.before
            after.pieces.removeAll { $0.end <= start }
            if let archived = log.archived {
                after.pieces += archived.pieces
                after.carried = archived.carried
                after.end = archived.end
            } else {
                after.carried = try copyCarried(log, start, context)
            }
            after.snapshot = after.carried == nil ? nil : cut.sequence
            logs[index].after = after
            if after.end > .zero {
                records.append(
                    LogRecord(
                        log: log.view.id, end: after.end, pieces: after.pieces, carried: after.carried))
            }
        }
        phase = last < logs.count ? .record(last) : .settleReach
    }

    /// Copies the carried block of a log that nothing came to, as it is stored.
    private func copyCarried(
        _ log: ArchivedLog, _ start: Offset, _ context: HousekeepingContext
    ) throws(LogStoreError) -> CarriedEntry? {
        guard let carried = log.before.carried, carried.last >= start, !log.kept.isEmpty,
            let path = context.manifest.path
        else { return nil }
        if source == nil { source = try SnapshotFile(path, fileSystem: context.fileSystem) }
        var stored = ByteBuffer(capacity: carried.storedBytes)
        try source?.read(carried, into: &stored)
        return try carry(carried, stored.bytes)
    }
}

extension [ArchivedLog] {
    /// The place of a log; they ascend by log.
    func index(of log: LogID) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].view.id < log { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].view.id == log ? low : nil
    }
}
