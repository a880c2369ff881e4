import Base
import LogFormat

/// Writes the index of a piece anew, from its gzip file alone.
package struct IndexRepair: Sendable {
    /// What came of it.
    package struct Outcome: Sendable {
        package let path: String
        package let blocks: Int
        package let lines: Int
        /// Where the piece itself is damaged: blocks behind it are not in the index.
        package let stop: Int?
        /// Whether it is the index that the manifest names; nil where no manifest names the piece.
        package let isExact: Bool?
    }

    /// Reads `piece`, a file `….ndjson.gz` of a data directory, and writes its index; the old one is kept.
    package static func run(
        _ piece: String, in inspection: DirectoryInspection, keepsake: Keepsake
    ) throws(LogStoreError) -> Outcome {
        let fileSystem = inspection.fileSystem
        let parts = piece.split(separator: "/").map(String.init)
        guard let name = parts.last.flatMap({ PieceName($0) }), parts.last == name.fileName, parts.count > 1,
            let number = UInt32(parts[parts.count - 2])
        else {
            throw .damaged(file: piece, byte: 0, reason: "this is not the path of a piece, LOG/….ndjson.gz")
        }
        let log = LogID(number)
        let known = try manifest(inspection, log)?.pieces.first { $0.name == name }
        let rebuild = try IndexRebuild.read(piece, fileSystem: fileSystem)
        let end = known?.end ?? rebuild.blocks.last.map { $0.last + 1 } ?? name.first + 1
        let index = rebuild.index(
            log: log, generation: name.generation, first: name.first, end: end,
            wanted: known?.indexChecksum)
        let store = PieceStore(inspection.logsDirectory, fileSystem: fileSystem)
        if try DurableCopy(fileSystem: fileSystem).bytes(of: store.indexPath(of: index.entry)) != nil {
            try keepsake.keep(store.indexPath(of: index.entry))
        }
        let entry = try store.write(index)
        try store.syncFolder(of: log)
        return Outcome(
            path: store.indexPath(of: entry), blocks: entry.blocks, lines: entry.lines, stop: rebuild.stop,
            isExact: known.map { $0 == entry })
    }

    private static func manifest(
        _ inspection: DirectoryInspection, _ log: LogID
    ) throws(LogStoreError) -> LogRecord? {
        guard let path = try inspection.snapshots().last else { return nil }
        return try SnapshotVerifier(path, fileSystem: inspection.fileSystem).run().logs.first {
            $0.log == log
        }
    }
}
