package import Base
package import LogFormat

/// What a start finds of a shard besides its journal: the newest snapshot, and the files that it names.
///
/// Nothing is changed until `removeOrphans`, which comes when everything else has gone well; but for an index
/// that is missing, which is made anew at once.
package struct ShardStart: Sendable {
    /// nil when there was no checkpoint yet: then the journal holds everything.
    package let snapshot: SnapshotFile?
    /// The manifest: the logs that have a history, by id.
    package let logs: [LogRecord]
    /// Indexes that were missing and were made anew from their pieces.
    package private(set) var rebuilt: [String] = []
    private let files: HistoryFiles
    private let fileSystem: any FileSystem

    /// Reads and checks the newest snapshot; `restore` gets the records of the broker, section by section.
    ///
    /// A file that the manifest names and that is missing or has another length is `damaged`; a missing index
    /// only when its piece does not yield the very index that the manifest names.
    package init(
        _ files: HistoryFiles, shard: UInt32, fileSystem: any FileSystem,
        restore: (ByteView) throws(FormatError) -> Void
    ) throws(LogStoreError) {
        self.files = files
        self.fileSystem = fileSystem
        // The process may have died between a rename and the sync of the directory: what is read now, and
        // leads to files being removed, may not be another snapshot after the next power cut.
        try fileSystem.syncDirectory(files.snapshots)
        snapshot = try SnapshotFile.newest(in: files.snapshots, fileSystem: fileSystem)
        var logs: [LogRecord] = []
        if let snapshot {
            guard snapshot.header.shard == shard else {
                throw .damaged(
                    file: snapshot.path, byte: 12, reason: "it belongs to shard \(snapshot.header.shard)")
            }
            try snapshot.forEachSection { kind, bytes, _ throws(FormatError) in
                switch kind {
                case .broker: try restore(bytes)
                case .logs: try SnapshotFile.decode(bytes, into: &logs)
                case .carried, .end: break
                }
            }
        }
        self.logs = logs
        for log in logs { try check(log) }
    }

    /// The first sequence that must be replayed.
    package var replayStart: JournalSequence {
        JournalSequence((snapshot?.header.cut ?? .none).rawValue + 1)
    }

    /// The latest time that the shard is known to have seen.
    package func lastTime(_ end: JournalEnd) -> Instant {
        max(end.lastWrittenAt, snapshot?.header.madeAt ?? .distantPast)
    }

    /// The histories of the manifest's logs, each at its log's number.
    package var histories: [History?] {
        var histories = [History?](repeating: nil, count: logs.last.map { Int($0.log.rawValue) + 1 } ?? 0)
        for record in logs {
            histories[Int(record.log.rawValue)] = History(
                log: record.log,
                state: HistoryState(
                    pieces: record.pieces, carried: record.carried,
                    snapshot: record.carried == nil ? nil : snapshot?.header.cut, end: record.end))
        }
        return histories
    }

    /// Checks that the journal is the snapshot's, and reaches as far as the snapshot knows.
    package func check(_ end: JournalEnd, in journal: String) throws(LogStoreError) {
        guard let snapshot else { return }
        guard snapshot.header.journal == end.journal else {
            throw .damaged(file: snapshot.path, byte: 16, reason: "it belongs to another journal")
        }
        guard end.lastSequence >= snapshot.header.reach else {
            throw .damaged(
                file: journal, byte: 0,
                reason: "the journal ends with frame \(end.lastSequence.rawValue), but the snapshot "
                    + "\(snapshot.path) knows of frame \(snapshot.header.reach.rawValue)")
        }
    }

    /// Checks that a log goes on in the journal where its history ends, and ends where the broker says.
    package func check(
        _ log: LogID, _ tail: Tail?, _ history: History?, end: Offset
    ) throws(LogStoreError) {
        let start = history?.end ?? .zero
        guard (tail?.start ?? start) == start, (tail?.end ?? start) == end else {
            throw .damaged(
                file: snapshot?.path ?? files.snapshots, byte: 0,
                reason: "log \(log.rawValue) should go on at \(start.rawValue) and end at \(end.rawValue), "
                    + "but the journal has \((tail?.start ?? start).rawValue) to "
                    + "\((tail?.end ?? start).rawValue)")
        }
    }

    /// Removes what the newest snapshot does not name: what was being made, or left, when a process died.
    ///
    /// `isLive` tells which logs the shard has.
    package func removeOrphans(isLive: (LogID) -> Bool) throws(LogStoreError) {
        for name in try fileSystem.list(files.snapshots) {
            let isUnfinished = name.hasSuffix(".snapshot.tmp")
            guard let cut = SnapshotName.cut(name) ?? (isUnfinished ? JournalSequence.none : nil),
                isUnfinished || cut != snapshot?.header.cut
            else { continue }
            try fileSystem.remove("\(files.snapshots)/\(name)")
        }
        let pieces = logs.flatMap(\.pieces)
        let named = Set(logs.map(\.log))
        let orphans = try files.pieces.orphans(keeping: pieces) { named.contains($0) || isLive($0) }
        for path in orphans {
            if path.split(separator: "/").last.flatMap({ UInt32($0) }) != nil {
                try fileSystem.removeDirectory(path)
            } else {
                try fileSystem.remove(path)
            }
        }
    }

    private mutating func check(_ log: LogRecord) throws(LogStoreError) {
        for piece in log.pieces {
            try check(files.pieces.path(of: piece), bytes: piece.fileBytes)
            let path = files.pieces.indexPath(of: piece)
            do throws(LogStoreError) { try check(path, bytes: piece.indexBytes) } catch {
                guard try isMissing(path), try rebuildIndex(of: piece) else { throw error }
                rebuilt.append(path)
            }
        }
    }

    private func isMissing(_ path: String) throws(LogStoreError) -> Bool {
        do throws(LogStoreError) { _ = try fileSystem.open(path, .existing) } catch {
            guard error.isMissing else { throw error }
            return true
        }
        return false
    }

    /// Makes the index of a piece from its file alone; false when it would not be the one the manifest names.
    private func rebuildIndex(of piece: PieceEntry) throws(LogStoreError) -> Bool {
        let found = try IndexRebuild.read(files.pieces.path(of: piece), fileSystem: fileSystem)
        let index = found.index(
            log: piece.log, generation: piece.generation, first: piece.first, end: piece.end,
            wanted: piece.indexChecksum)
        var bytes = ByteBuffer()
        guard found.stop == nil, index.encode(into: &bytes) == piece else { return false }
        _ = try files.pieces.write(index)
        try files.pieces.syncFolder(of: piece.log)
        return true
    }

    private func check(_ path: String, bytes: Int) throws(LogStoreError) {
        let size: Int
        do throws(LogStoreError) { size = try fileSystem.open(path, .existing).size() } catch {
            guard case .refused(_, _, code: 2) = error else { throw error }
            throw .damaged(file: path, byte: 0, reason: "the snapshot names this file, but it is missing")
        }
        guard size == bytes else {
            throw .damaged(
                file: path, byte: min(size, bytes),
                reason: "the file is \(size) bytes long, but the snapshot says \(bytes)")
        }
    }
}
