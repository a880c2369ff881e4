internal import Base
internal import LogFormat
internal import LogStore

/// `martlet inspect DATA`: what is there.
struct Overview {
    let inspection: DirectoryInspection
    let journal: JournalFiles
    private let last: FrameHeader?
    private let history: HistoryTable

    init(_ inspection: DirectoryInspection) throws {
        self.inspection = inspection
        journal = try inspection.journal()
        last = try journal.last()
        history = try HistoryTable(inspection)
    }

    private var holder: String {
        switch inspection.holder {
        case .nobody: "no server runs"
        case .process(let pid?): "a server runs, process \(pid)"
        case .process(nil): "a server runs"
        }
    }

    func text(_ ink: Ink) -> String {
        var lines = [
            ink.bold(inspection.directory), "format   \(inspection.format ?? "no file says which")",
            "lock     \(holder)", "", ink.bold("Journal"),
        ]
        var table = [["file", "number", "first frame", "last frame", "bytes", ""]]
        for row in rows {
            table.append([
                row.name, row.number.map { "\($0)" } ?? "?", row.first.map { "\($0)" } ?? "–",
                row.last.map { "\($0)" } ?? "–", ByteText.short(row.bytes), row.trouble ?? "",
            ])
        }
        lines.append(Columns.aligned(table))
        lines += history.lines(ink)
        return lines.joined(separator: "\n")
    }

    func json() -> JSONLine {
        var line = JSONLine()
        line.add("directory", inspection.directory)
        if let format = inspection.format { line.add("format", format) }
        if case .process(let pid) = inspection.holder { line.add("holder", pid ?? 0) }
        line.add(
            "journal",
            rows.map { row in
                var entry = JSONLine()
                entry.add("file", row.name)
                if let number = row.number { entry.add("number", number) }
                if let first = row.first { entry.add("first", first) }
                if let last = row.last { entry.add("last", last) }
                entry.add("bytes", row.bytes)
                if let trouble = row.trouble { entry.add("finding", trouble) }
                return entry
            })
        history.add(to: &line)
        return line
    }

    private struct Row {
        let name: String
        let number: UInt64?
        let first: UInt64?
        let last: UInt64?
        let bytes: Int
        let trouble: String?
    }

    private var rows: [Row] {
        let files = journal.files
        return files.indices.map { index in
            let found = files[index]
            // A file ends where the next one goes on; of the last one this would take reading it.
            let next = files[(index + 1)...].compactMap { $0.first?.sequence.rawValue }.first
            return Row(
                name: found.path.split(separator: "/").last.map(String.init) ?? "",
                number: found.header?.number, first: found.first?.sequence.rawValue,
                last: found.first == nil ? nil : next.map { $0 - 1 } ?? last?.sequence.rawValue,
                bytes: found.bytes, trouble: found.finding.map { "\($0.fault)" })
        }
    }
}
