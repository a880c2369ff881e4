internal import Base
internal import CLinux
internal import LogStore

/// `martlet restore`: makes a new data directory of a backup.
struct RestoreTool {
    let backup: String
    let directory: String
    var isJSON = false

    func run() throws -> Int32 {
        let fileSystem = RealFileSystem()
        _ = try BackupManifest.read(backup, fileSystem: fileSystem)
        if let names = try? fileSystem.list(directory), !names.isEmpty {
            throw ToolRefusal("\(directory) is not empty: restore into a new directory")
        }
        try DataDirectory.make(directory, fileSystem: fileSystem)
        let lock = try DirectoryLock(directory, fileSystem: fileSystem)
        defer { withExtendedLifetime(lock) {} }
        var random = SystemRandomNumberGenerator()
        let report = try Restore(
            backup, to: directory, journal: random.next(),
            now: Instant(milliseconds: martlet_wall_clock()), fileSystem: fileSystem
        ).run()
        print(isJSON ? json(report).text : text(report))
        return ToolExit.sound
    }

    private func text(_ report: BackupReport) -> String {
        """
        restored to \(directory)
        reaches     command \(report.through.rawValue), \(TimestampText.string(report.throughTime))
        copied      \(report.copiedFiles) files, \(ByteText.short(report.copiedBytes)), each verified
        holds       \(report.logs) logs with history, \(report.pieces) pieces
        start it:   martlet serve --data \(directory)
        """
    }

    private func json(_ report: BackupReport) -> JSONLine {
        var line = JSONLine()
        line.add("to", directory)
        line.add("through", report.through.rawValue)
        line.add("through_time", report.throughTime)
        line.add("copied_files", report.copiedFiles)
        line.add("copied_bytes", report.copiedBytes)
        line.add("logs", report.logs)
        line.add("pieces", report.pieces)
        return line
    }
}
