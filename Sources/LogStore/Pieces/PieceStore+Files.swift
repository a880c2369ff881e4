package import Base
package import LogFormat

/// Making and removing files.
extension PieceStore {
    /// Makes the folder of a log, and in it the file `name`, which tells people whose it is.
    ///
    /// Nothing is synced: `syncFolder` and `syncFolders` make names durable.
    package func makeFolder(of log: LogID, name: String) throws(LogStoreError) {
        try fileSystem.makeDirectory(folder(of: log))
        let file = try fileSystem.open("\(folder(of: log))/name", .create)
        var text = ByteBuffer()
        text.append(name)
        text.append("\n")
        try file.truncate(to: 0)
        try file.write([text.bytes], at: 0)
    }

    /// Makes the names of a log's files durable.
    package func syncFolder(of log: LogID) throws(LogStoreError) {
        try fileSystem.syncDirectory(folder(of: log))
    }

    /// Makes the names of the logs' folders durable.
    package func syncFolders() throws(LogStoreError) { try fileSystem.syncDirectory(directory) }

    /// Writes and syncs the index file; the entry that comes back names its length and checksum.
    package func write(_ index: PieceIndex) throws(LogStoreError) -> PieceEntry {
        var bytes = ByteBuffer()
        let entry = index.encode(into: &bytes)
        let file = try fileSystem.open(indexPath(of: entry), .create)
        try file.truncate(to: 0)
        try file.write([bytes.bytes], at: 0)
        try file.sync()
        return entry
    }

    /// Removes the files of a piece; readers that have blocks of it keep them. What is gone already is fine.
    package func remove(_ piece: PieceEntry) throws(LogStoreError) {
        // Afterwards: a reader in between would have opened them again, and kept their room on the disk.
        defer { forget(piece) }
        for path in [path(of: piece), indexPath(of: piece)] { try removeIfThere(path) }
    }

    /// Closes the files of a piece and drops its index; its blocks leave the cache by themselves.
    package func forget(_ piece: PieceEntry) {
        indexes.remove(PieceKey(piece))
        files.remove(.piece(PieceKey(piece)))
    }

    /// Closes a snapshot file, before or after it is removed.
    package func forget(snapshot path: String) { files.remove(.snapshot(path)) }

    /// Removes the folder of a log that is gone, with all files in it.
    package func removeFolder(of log: LogID) throws(LogStoreError) {
        let folder = folder(of: log)
        try ifThere { () throws(LogStoreError) in
            for name in try fileSystem.list(folder) { try removeIfThere("\(folder)/\(name)") }
            try fileSystem.removeDirectory(folder)
        }
    }

    /// Paths of files and folders that nothing needs, for `remove(orphans:)`.
    ///
    /// Kept are the files of `pieces`, and the folder and its name of each log for which `isLive` holds.
    package func orphans(
        keeping pieces: [PieceEntry], isLive: (LogID) -> Bool
    ) throws(LogStoreError) -> [String] {
        var kept: Set<String> = []
        for piece in pieces { kept.formUnion([path(of: piece), indexPath(of: piece)]) }
        var orphans: [String] = []
        for name in try fileSystem.list(directory) {
            guard let number = UInt32(name) else { continue }
            let log = LogID(number)
            let folder = folder(of: log)
            let isGone = !isLive(log)
            for file in try fileSystem.list(folder) where isGone || file != "name" {
                let path = "\(folder)/\(file)"
                if isGone || !kept.contains(path) { orphans.append(path) }
            }
            if isGone { orphans.append(folder) }
        }
        return orphans
    }

    /// Removes what `orphans` found, in its order.
    package func remove(orphans: [String]) throws(LogStoreError) {
        for path in orphans {
            let isFolder = UInt32(path.dropFirst(directory.utf8.count + 1)) != nil
            if isFolder {
                try ifThere { () throws(LogStoreError) in try fileSystem.removeDirectory(path) }
            } else {
                try removeIfThere(path)
            }
        }
    }

    private func removeIfThere(_ path: String) throws(LogStoreError) {
        try ifThere { () throws(LogStoreError) in try fileSystem.remove(path) }
    }

    /// Does not mind ENOENT: a try that was cut short has been here.
    private func ifThere(_ remove: () throws(LogStoreError) -> Void) throws(LogStoreError) {
        do throws(LogStoreError) { try remove() } catch {
            guard case .refused(_, _, code: 2) = error else { throw error }
        }
    }
}
