internal import Base
internal import LogFormat
internal import LogStore

/// The snapshots of a directory, and what the newest says of each log.
struct HistoryTable {
    private let snapshots: [SnapshotFile]
    private let troubles: [String]
    private let logs: [LogRecord]
    private let names: LogNames
    private let entities: Int
    private let sizes: [Int]

    init(_ inspection: DirectoryInspection) throws {
        var snapshots: [SnapshotFile] = []
        var troubles: [String] = []
        for path in try inspection.snapshots() {
            do { snapshots.append(try SnapshotFile(path, fileSystem: inspection.fileSystem)) } catch {
                troubles.append("\(error)")
            }
        }
        var names = LogNames()
        var logs: [LogRecord] = []
        var entities = 0
        do throws(LogStoreError) {
            try snapshots.last?.forEachSection { kind, bytes, _ throws(FormatError) in
                if kind == .broker { entities += names.note(records: bytes) }
                if kind == .logs { try SnapshotFile.decode(bytes, into: &logs) }
            }
        } catch { troubles.append("\(error)") }
        for log in logs { if let text = inspection.nameFile(of: log.log) { names.note(text, of: log.log) } }
        sizes = snapshots.map(\.header.fileBytes)
        (self.snapshots, self.troubles, self.logs) = (snapshots, troubles, logs)
        (self.names, self.entities) = (names, entities)
    }

    func lines(_ ink: Ink) -> [String] {
        var lines = ["", ink.bold("Snapshots")]
        if snapshots.isEmpty && troubles.isEmpty { lines.append("none yet") }
        var table = [["file", "cut (S0)", "reach (S1)", "made", "bytes", "entities"]]
        for (index, snapshot) in snapshots.enumerated() {
            let header = snapshot.header
            table.append([
                Self.name(snapshot.path), "\(header.cut.rawValue)", "\(header.reach.rawValue)",
                TimestampText.string(header.madeAt), ByteText.short(sizes[index]),
                index == snapshots.count - 1 ? "\(entities)" : "",
            ])
        }
        if !snapshots.isEmpty { lines.append(Columns.aligned(table)) }
        lines += troubles.map { ink.red($0) }
        guard !logs.isEmpty else { return lines }
        lines += ["", ink.bold("Logs")]
        var rows = [["log", "name", "pieces", "offsets", "lines", "bytes", "carried"]]
        for log in logs {
            let first = log.pieces.first?.first ?? log.carried?.first ?? log.end
            let bytes = log.pieces.reduce(0) { $0 + $1.fileBytes + $1.indexBytes }
            rows.append([
                "\(log.log.rawValue)", names.text(of: log.log), "\(log.pieces.count)",
                first == log.end
                    ? "none below \(log.end.rawValue)" : "\(first.rawValue)…\(log.end.rawValue - 1)",
                "\(log.pieces.reduce(log.carried?.lines ?? 0) { $0 + $1.lines })", ByteText.short(bytes),
                log.carried.map { "\($0.lines) lines" } ?? "–",
            ])
        }
        lines.append(Columns.aligned(rows))
        return lines
    }

    func add(to line: inout JSONLine) {
        line.add(
            "snapshots",
            snapshots.map { snapshot in
                var entry = JSONLine()
                entry.add("file", Self.name(snapshot.path))
                entry.add("cut", snapshot.header.cut.rawValue)
                entry.add("reach", snapshot.header.reach.rawValue)
                entry.add("made_at", snapshot.header.madeAt)
                entry.add("bytes", snapshot.header.fileBytes)
                return entry
            })
        if !troubles.isEmpty { line.add("troubles", troubles) }
        line.add(
            "logs",
            logs.map { log in
                var entry = JSONLine()
                entry.add("log", UInt64(log.log.rawValue))
                entry.add("name", names.text(of: log.log))
                entry.add("end", log.end.rawValue)
                if let carried = log.carried { entry.add("carried_lines", carried.lines) }
                entry.add("pieces", log.pieces.map(Self.json))
                return entry
            })
    }

    private static func json(_ piece: PieceEntry) -> JSONLine {
        var entry = JSONLine()
        entry.add("file", piece.fileName)
        entry.add("first", piece.first.rawValue)
        entry.add("end", piece.end.rawValue)
        entry.add("lines", piece.lines)
        entry.add("blocks", piece.blocks)
        entry.add("bytes", piece.fileBytes)
        return entry
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }
}
