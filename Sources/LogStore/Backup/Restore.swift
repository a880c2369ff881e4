package import Base
import LogFormat

/// Makes a data directory of a backup, under a journal id of its own; everything is verified on the way.
///
/// While it works the directory holds a file `restoring`, on which no server starts.
package struct Restore {
    package static let markName = "restoring"

    private let backup: String
    private let directory: String
    private let journal: UInt64
    private let now: Instant
    private let fileSystem: any FileSystem
    private let files: DurableCopy

    /// `directory` must be empty but for the lock; `journal` is the new id, a random number.
    package init(
        _ backup: String, to directory: String, journal: UInt64, now: Instant, fileSystem: any FileSystem
    ) {
        self.backup = backup
        self.directory = directory
        self.journal = journal
        self.now = now
        self.fileSystem = fileSystem
        files = DurableCopy(fileSystem: fileSystem)
    }

    /// Restores; throws `damaged` at the first byte of the backup that is not what was written.
    package func run() throws(LogStoreError) -> BackupReport {
        let manifest = try BackupManifest.read(backup, fileSystem: fileSystem)
        var report = BackupReport()
        _ = try fileSystem.open("\(directory)/\(Self.markName)", .create)
        try fileSystem.syncDirectory(directory)
        for part in ["journal", "snapshots", "logs"] {
            try files.makeDirectories("\(directory)/shards/0/\(part)")
        }
        let path = "\(backup)/shards/0/snapshots/\(SnapshotName.file(manifest.snapshot))"
        var verification: SnapshotVerification?
        if manifest.snapshot > .none {
            let found = try SnapshotVerifier(path, fileSystem: fileSystem).run()
            if let finding = found.findings.first { throw Self.damage(finding) }
            verification = found
        }
        let reach = verification?.header?.reach ?? .none
        try copyJournal(manifest, reach: max(reach, manifest.through), &report)
        for log in verification?.logs ?? [] { try copy(log, &report) }
        if let header = verification?.header { try copySnapshot(path, header, &report) }
        report.snapshot = manifest.snapshot
        report.logs = verification?.logs.count ?? 0
        if report.throughTime == .distantPast {
            report.throughTime = verification?.header?.madeAt ?? manifest.madeAt
        }
        var created = ByteBuffer(capacity: 32)
        TimestampText.write(now, into: &created)
        try FormatFile.open(in: directory, created: created.bytes.string, fileSystem: fileSystem)
        try fileSystem.remove("\(directory)/\(Self.markName)")
        try fileSystem.syncDirectory(directory)
        return report
    }

    private func copyJournal(
        _ manifest: BackupManifest, reach: JournalSequence, _ report: inout BackupReport
    ) throws(LogStoreError) {
        let source = try JournalFiles(
            "\(backup)/shards/0/journal", prefix: manifest.journalPrefix, fileSystem: fileSystem)
        if let finding = source.findings.first { throw Self.damage(finding) }
        let target = "\(directory)/shards/0/journal"
        let copy = try JournalCopy(
            of: source, behind: manifest.snapshot, reach: reach, isLive: false, to: target,
            journal: journal, fileSystem: fileSystem
        ) { number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits + ".journal"
        }
        try fileSystem.syncDirectory(target)
        report.copiedFiles += copy.files
        report.copiedBytes += copy.bytes
        report.through = copy.through
        report.throughTime = copy.writtenAt
    }

    private func copy(_ log: LogRecord, _ report: inout BackupReport) throws(LogStoreError) {
        report.pieces += log.pieces.count
        if log.pieces.isEmpty { return }
        let logs = "\(directory)/shards/0/logs"
        let from = "\(backup)/shards/0/logs/\(log.log.rawValue)"
        let folder = "\(logs)/\(log.log.rawValue)"
        try fileSystem.makeDirectory(folder)
        if try files.bytes(of: "\(from)/name") != nil {
            report.noteCopied(try files.copy("\(from)/name", to: "\(folder)/name"))
        }
        for piece in log.pieces {
            for name in [piece.fileName, piece.indexName] {
                report.noteCopied(try files.copy("\(from)/\(name)", to: "\(folder)/\(name)"))
            }
            let verification = try PieceVerifier(piece, in: logs, fileSystem: fileSystem).run()
            if let finding = verification.findings.first {
                throw .damaged(
                    file: "\(from)/\(piece.fileName)", byte: finding.byte, reason: "\(finding.fault)")
            }
        }
        try fileSystem.syncDirectory(folder)
        try fileSystem.syncDirectory(logs)
    }

    /// Copies the snapshot; its header gets the new journal id.
    private func copySnapshot(
        _ path: String, _ header: SnapshotHeader, _ report: inout BackupReport
    ) throws(LogStoreError) {
        let folder = "\(directory)/shards/0/snapshots"
        let unfinished = "\(folder)/\(SnapshotName.unfinished(header.cut))"
        report.noteCopied(
            try FileCopy.copy(fileSystem.open(path, .existing), to: unfinished, fileSystem: fileSystem))
        var header = header
        header.journal = journal
        var bytes = ByteBuffer(capacity: SnapshotHeader.encodedBytes)
        header.encode(into: &bytes)
        let file = try fileSystem.open(unfinished, .existing)
        try file.write([bytes.bytes], at: 0)
        try file.sync()
        try fileSystem.rename(unfinished, to: "\(folder)/\(SnapshotName.file(header.cut))")
        try fileSystem.syncDirectory(folder)
    }

    private static func damage(_ finding: Finding) -> LogStoreError {
        .damaged(file: finding.file, byte: finding.byte, reason: "\(finding.fault)")
    }
}
