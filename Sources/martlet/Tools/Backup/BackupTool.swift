internal import Base
internal import CLinux
internal import Glibc
internal import LogStore

/// `martlet backup`: asks the server for a checkpoint where one runs, then copies.
struct BackupTool {
    let directory: String
    let target: String
    /// The server of the directory; nil means the default address, if one runs.
    var server: String?
    var isVerifying = false
    var isKeeping = false
    var isJSON = false

    func run() throws -> Int32 {
        let fileSystem = RealFileSystem()
        let before = try DirectoryInspection(directory, fileSystem: fileSystem)
        guard before.format != nil else { throw ToolRefusal("\(directory) is not a data directory") }
        try checkTarget(fileSystem)
        if server != nil || before.holder != .nobody { try askForCheckpoint() }
        let inspection = try DirectoryInspection(directory, fileSystem: fileSystem)
        let now = Instant(milliseconds: martlet_wall_clock())
        let report = try Backup(
            inspection, to: target, isVerifying: isVerifying, isKeeping: isKeeping, now: now
        ).run()
        print(isJSON ? json(report).text : text(report))
        return ToolExit.sound
    }

    private func checkTarget(_ fileSystem: RealFileSystem) throws {
        guard let names = try? fileSystem.list(target), !names.isEmpty else { return }
        if names.contains("format") || names.contains("LOCK") {
            throw ToolRefusal("\(target) is a data directory, not a place for a backup")
        }
        let isOurs = names.contains(BackupManifest.fileName) || names == ["shards"]
        if !isOurs { throw ToolRefusal("\(target) holds something that is no backup") }
    }

    /// Whoever is not there, or is too old, changes nothing: the journal is copied all the same.
    private func askForCheckpoint() throws {
        let url = server ?? "http://127.0.0.1:7411"
        guard let target = HTTPURL(url) else {
            throw ToolRefusal("--server must look like http://127.0.0.1:7411")
        }
        do {
            try BlockingConnection(target.origin).exchange(
                "POST", "/v1/checkpoints", type: "application/json", body: "")
        } catch {
            if server != nil { throw ToolRefusal("no checkpoint from \(url): \(error)") }
            ErrorLine.print(
                "martlet: no checkpoint from \(url) (\(error)); copying what is there. --server says where it runs."
            )
        }
    }

    private func text(_ report: BackupReport) -> String {
        var lines = [
            "backed up to \(target)",
            "reaches   command \(report.through.rawValue), \(TimestampText.string(report.throughTime))",
            "copied    \(report.copiedFiles) files, \(ByteText.short(report.copiedBytes))",
            "kept      \(report.keptFiles) files, \(ByteText.short(report.keptBytes))",
            "removed   \(report.removedFiles) files that it does not need",
            "holds     \(report.logs) logs with history, \(report.pieces) pieces, "
                + (report.snapshot == .none
                    ? "no snapshot" : "the snapshot of \(report.snapshot.rawValue)"),
        ]
        if report.restarts > 0 {
            lines.append("began again \(report.restarts) times, since the server made newer snapshots")
        }
        return lines.joined(separator: "\n")
    }

    private func json(_ report: BackupReport) -> JSONLine {
        var line = JSONLine()
        line.add("to", target)
        line.add("through", report.through.rawValue)
        line.add("through_time", report.throughTime)
        line.add("snapshot", report.snapshot.rawValue)
        line.add("copied_files", report.copiedFiles)
        line.add("copied_bytes", report.copiedBytes)
        line.add("kept_files", report.keptFiles)
        line.add("kept_bytes", report.keptBytes)
        line.add("removed_files", report.removedFiles)
        line.add("restarts", report.restarts)
        return line
    }
}
