internal import Base
internal import LogFormat
internal import LogStore

/// `martlet inspect DATA log NAME` and `block NAME OFFSET`: one log's history.
struct LogShow {
    private let inspection: DirectoryInspection
    private let log: LogRecord
    private let name: String
    private let snapshot: String
    private let store: PieceStore

    /// Finds the log by number or name.
    init(_ inspection: DirectoryInspection, _ wanted: String) throws {
        guard let path = try inspection.snapshots().last else {
            throw ToolRefusal("there is no snapshot yet: all messages are in the journal (see frame)")
        }
        let file = try SnapshotFile(path, fileSystem: inspection.fileSystem)
        var names = LogNames()
        var logs: [LogRecord] = []
        try file.forEachSection { kind, bytes, _ throws(FormatError) in
            if kind == .broker { _ = names.note(records: bytes) }
            if kind == .logs { try SnapshotFile.decode(bytes, into: &logs) }
        }
        for log in logs { if let text = inspection.nameFile(of: log.log) { names.note(text, of: log.log) } }
        guard let id = names.find(wanted), let log = logs.first(where: { $0.log == id }) else {
            throw ToolRefusal("no log \"\(wanted)\" has a history here; martlet inspect lists those that do")
        }
        self.inspection = inspection
        self.log = log
        name = names.text(of: id)
        snapshot = path
        store = PieceStore(inspection.logsDirectory, fileSystem: inspection.fileSystem)
    }

    /// Its pieces, and its first and last line.
    func text(_ ink: Ink) throws -> String {
        var lines = [
            ink.bold("\(name), log \(log.log.rawValue)"), "history up to offset \(log.end.rawValue)",
        ]
        var rows = [["file", "offsets", "lines", "blocks", "from", "to", "plain", "bytes", "density"]]
        for piece in log.pieces {
            rows.append([
                piece.fileName, "\(piece.first.rawValue)…\(piece.end.rawValue - 1)", "\(piece.lines)",
                "\(piece.blocks)", TimestampText.string(piece.timeFirst),
                TimestampText.string(piece.timeLast),
                ByteText.short(piece.plainBytes), ByteText.short(piece.fileBytes), "\(piece.density)",
            ])
        }
        if let carried = log.carried {
            rows.append([
                "carried in the snapshot", "\(carried.first.rawValue)…\(carried.last.rawValue)",
                "\(carried.lines)", "1", TimestampText.string(carried.timeFirst),
                TimestampText.string(carried.timeLast), ByteText.short(carried.plainBytes),
                ByteText.short(carried.storedBytes), "\(carried.density)",
            ])
        }
        lines.append(Columns.aligned(rows))
        if let first = try edge(isFirst: true) { lines += ["", ink.bold("first line"), first] }
        if let last = try edge(isFirst: false) { lines += ["", ink.bold("last line"), last] }
        return lines.joined(separator: "\n")
    }

    /// The first or last line of the history.
    private func edge(isFirst: Bool) throws -> String? {
        let piece = isFirst ? log.pieces.first { $0.blocks > 0 } : log.pieces.last { $0.blocks > 0 }
        let block: Block
        if let carried = log.carried, !isFirst || piece == nil {
            block = try store.block(
                of: .carried(CarriedBlock(log: log.log, file: snapshot, entry: carried)), 0)
        } else if let piece {
            block = try store.block(of: .piece(piece), isFirst ? 0 : piece.blocks - 1)
        } else {
            return nil
        }
        let offset = isFirst ? block.lines.first : block.lines.last
        guard let line = block.lines.line(at: offset) else { return nil }
        return line.bytes[0..<line.bytes.count - 1].string
    }

    /// The block that holds an offset: its entry and its lines.
    func block(_ offset: UInt64, all: Bool, ink: Ink) throws -> String {
        let offset = Offset(offset)
        if let piece = log.pieces.first(where: { $0.first <= offset && offset < $0.end }) {
            let index = try store.index(of: piece)
            guard let number = index.block(holding: offset) else {
                throw ToolRefusal("no line at or behind offset \(offset.rawValue) is in \(piece.fileName)")
            }
            let title = "block \(number) of \(piece.blocks) in \(store.path(of: piece))"
            return try show(.piece(piece), number, index.blocks[number], title, all, ink)
        }
        if let carried = log.carried, carried.first <= offset, offset <= carried.last {
            let block = CarriedBlock(log: log.log, file: snapshot, entry: carried)
            return try show(.carried(block), 0, carried, "carried in \(snapshot)", all, ink)
        }
        throw ToolRefusal(
            "offset \(offset.rawValue) of \(name) is not in the history, which ends before \(log.end.rawValue)"
        )
    }

    private func show(
        _ source: BlockSource, _ number: Int, _ entry: BlockEntry, _ title: String, _ all: Bool, _ ink: Ink
    ) throws -> String {
        let rows = [
            ["position", "\(entry.position)"], ["stored", "\(entry.storedBytes) bytes"],
            ["plain", "\(entry.plainBytes) bytes"], ["lines", "\(entry.lines)"],
            ["offsets", "\(entry.first.rawValue)…\(entry.last.rawValue)"],
            ["times", "\(TimestampText.string(entry.timeFirst)) … \(TimestampText.string(entry.timeLast))"],
            ["density", "\(entry.density)"], ["CRC-32", String(entry.crc32, radix: 16)],
            ["CRC-32C", String(entry.checksum, radix: 16)],
        ]
        var lines = [ink.bold(title), Columns.aligned(rows.map { [ink.bold($0[0]), $0[1]] }), ""]
        let block = try store.block(of: source, number)
        var cursor = block.lines.cursor
        var shown = 0
        while let line = try cursor.next() {
            if !all, shown == FrameText.linesMax {
                lines.append("… and \(entry.lines - shown) lines more (--all)")
                break
            }
            shown += 1
            lines.append(line.bytes[0..<line.bytes.count - 1].string)
        }
        return lines.joined(separator: "\n")
    }
}
