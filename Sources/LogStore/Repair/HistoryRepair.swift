package import Base
package import LogFormat

/// Mends a snapshot and the pieces it names: what cannot be read is left out, all else stays.
package struct HistoryRepair: Sendable {
    /// Path of the snapshot that names the pieces.
    package let snapshot: String
    package let pieces: [PieceRepair]
    /// Logs whose carried messages cannot be read.
    package let carried: [LogID]
    /// The header, when that has to be written anew.
    package let header: SnapshotHeader?
    /// Whether the manifest changes, and with it the snapshot.
    let changesManifest: Bool

    var isEmpty: Bool { pieces.isEmpty && carried.isEmpty && header == nil }

    /// What it does, line by line.
    var texts: [String] {
        var lines = pieces.map(\.text)
        if !carried.isEmpty { lines.append("leave out the carried messages of \(carried.count) logs") }
        if header != nil { lines.append("write the header of \(snapshot) again") }
        if changesManifest { lines.append("write \(snapshot) anew with what is left") }
        return lines
    }

    /// Does it: new files first, then the snapshot that names them, then the old files are set aside.
    func perform(
        logs directory: String, keepsake: Keepsake, fileSystem: any FileSystem
    ) throws(LogStoreError) {
        if let header { try write(header, keepsake, fileSystem) }
        let store = PieceStore(directory, fileSystem: fileSystem)
        var entries: [PieceKey: PieceEntry?] = [:]
        for repair in pieces {
            let piece = repair.piece
            if repair.action == .index, try isThere(store.indexPath(of: piece), fileSystem) {
                try keepsake.keep(store.indexPath(of: piece))
            }
            let highest = try fileSystem.list(store.folder(of: piece.log)).compactMap {
                PieceName($0)?.generation
            }.max()
            let entry = try repair.perform(
                in: store, generation: (highest ?? piece.generation) + 1, fileSystem: fileSystem)
            entries[PieceKey(piece)] = .some(entry)
        }
        if changesManifest { try rewrite(entries, keepsake, fileSystem) }
        for repair in pieces where repair.action != .index {
            for path in [store.path(of: repair.piece), store.indexPath(of: repair.piece)] {
                if try isThere(path, fileSystem) { try keepsake.take(path) }
            }
        }
    }

    private func write(
        _ header: SnapshotHeader, _ keepsake: Keepsake, _ fileSystem: any FileSystem
    ) throws(LogStoreError) {
        try keepsake.keep(snapshot)
        let file = try fileSystem.open(snapshot, .existing)
        var bytes = ByteBuffer(capacity: SnapshotHeader.encodedBytes)
        header.encode(into: &bytes)
        try file.write([bytes.bytes], at: 0)
        try file.sync()
    }

    /// Writes the snapshot anew, with the pieces that took the place of others.
    private func rewrite(
        _ entries: [PieceKey: PieceEntry?], _ keepsake: Keepsake, _ fileSystem: any FileSystem
    ) throws(LogStoreError) {
        try keepsake.keep(snapshot)
        let old = try SnapshotFile(snapshot, fileSystem: fileSystem)
        var writer = try SnapshotWriter(
            Keepsake.parent(of: snapshot), cut: old.header.cut, fileSystem: fileSystem)
        // Sections of carried messages may be damaged; what is needed of the others is sound.
        let logs = try SnapshotVerifier(snapshot, fileSystem: fileSystem).run {
            records throws(LogStoreError) in
            try writer.append(records: records)
        }.logs
        for log in logs {
            var log = log
            log.pieces = log.pieces.compactMap { piece in
                guard let entry = entries[PieceKey(piece)] else { return piece }
                return entry
            }
            if carried.contains(log.log) { log.carried = nil }
            if var block = log.carried {
                var stored = ByteBuffer(capacity: block.storedBytes)
                try old.read(block, into: &stored)
                block.position = try writer.append(carried: stored.bytes)
                log.carried = block
            }
            try writer.append(log)
        }
        try writer.seal(old.header)
        try writer.sync()
        _ = try writer.publish()
    }

    private func isThere(_ path: String, _ fileSystem: any FileSystem) throws(LogStoreError) -> Bool {
        try DurableCopy(fileSystem: fileSystem).bytes(of: path) != nil
    }
}
