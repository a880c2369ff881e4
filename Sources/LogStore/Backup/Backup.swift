package import Base
import LogFormat

/// Copies a data directory while a server runs on it, or not: the newest snapshot, its pieces, and the journal
/// behind its cut.
///
/// Pieces never change, so that only new ones are copied. The backup before stays whole until the new one is:
/// its manifest is written last. Memory: a buffer, and the manifest of one snapshot.
package struct Backup {
    /// How often it begins again when files vanish under it.
    package static let restartsMax = 20

    private let source: DirectoryInspection
    private let target: String
    private let fileSystem: any FileSystem
    private let files: DurableCopy
    private let isVerifying: Bool
    private let isKeeping: Bool
    private let now: Instant

    /// Copies `source` to `target`, which is made if need be. `isVerifying` reads again what is there already;
    /// `isKeeping` leaves files that the new backup does not name.
    package init(
        _ source: DirectoryInspection, to target: String, isVerifying: Bool, isKeeping: Bool, now: Instant
    ) {
        self.source = source
        self.target = target
        self.isVerifying = isVerifying
        self.isKeeping = isKeeping
        self.now = now
        fileSystem = source.fileSystem
        files = DurableCopy(fileSystem: source.fileSystem)
    }

    /// Makes the backup.
    package func run() throws(LogStoreError) -> BackupReport {
        for part in ["journal", "snapshots", "logs"] {
            try files.makeDirectories("\(target)/shards/0/\(part)")
        }
        var report = BackupReport()
        var tried: String?
        while true {
            let path = try source.snapshots().last
            do throws(LogStoreError) { return try copy(path, report) } catch {
                // A file that is gone belonged to an older snapshot, unless there is no newer one.
                let isNewer = try source.snapshots().last != path
                guard isNewer, report.restarts < Self.restartsMax, tried != path else { throw error }
                tried = path
                report = BackupReport(restarts: report.restarts + 1)
            }
        }
    }

    /// Refuses a directory that holds the backup of another journal: it would be deleted.
    private func checkTarget() throws(LogStoreError) {
        guard try files.bytes(of: "\(target)/\(BackupManifest.fileName)") != nil else { return }
        let manifest = try BackupManifest.read(target, fileSystem: fileSystem)
        let there = try JournalFiles(
            "\(target)/shards/0/journal", prefix: manifest.journalPrefix, fileSystem: fileSystem)
        if let one = there.journal, let other = try source.journal().journal, one != other {
            throw .damaged(
                file: "\(target)/\(BackupManifest.fileName)", byte: 0,
                reason: "this is the backup of another data directory")
        }
    }

    private func copy(_ path: String?, _ begun: BackupReport) throws(LogStoreError) -> BackupReport {
        var report = begun
        let snapshot = try path.map { path throws(LogStoreError) in
            try SnapshotFile(path, fileSystem: fileSystem)
        }
        let cut = snapshot?.header.cut ?? .none
        let logs = try snapshot?.logs() ?? []
        // The journal first: it is what a server gives away soonest.
        let copy = try JournalCopy(
            of: source.journal(), behind: cut, reach: snapshot?.header.reach ?? .none,
            isLive: source.holder != .nobody, to: "\(target)/shards/0/journal", journal: nil,
            fileSystem: fileSystem
        ) { BackupManifest.journalFile($0, behind: cut) + ".part" }
        for log in logs { try self.copy(log, &report) }
        if let snapshot { try self.copy(snapshot, &report) }
        try publish(copy, cut, &report)
        if !isKeeping { try clean(cut, copy.files, logs, &report) }
        report.snapshot = cut
        report.through = copy.through
        report.throughTime = copy.writtenAt == .distantPast ? snapshot?.header.madeAt ?? now : copy.writtenAt
        report.logs = logs.count
        return report
    }

    /// Copies the pieces of a log that are not there, and its name.
    private func copy(_ log: LogRecord, _ report: inout BackupReport) throws(LogStoreError) {
        report.pieces += log.pieces.count
        if log.pieces.isEmpty { return }
        let folder = "\(target)/shards/0/logs/\(log.log.rawValue)"
        let from = "\(source.logsDirectory)/\(log.log.rawValue)"
        try fileSystem.makeDirectory(folder)
        if try files.bytes(of: "\(folder)/name") == nil, try files.bytes(of: "\(from)/name") != nil {
            report.noteCopied(try files.copy("\(from)/name", to: "\(folder)/name"))
        }
        for piece in log.pieces { try copy(piece, from, folder, &report) }
        try fileSystem.syncDirectory(folder)
        try fileSystem.syncDirectory("\(target)/shards/0/logs")
    }

    private func copy(
        _ piece: PieceEntry, _ from: String, _ folder: String, _ report: inout BackupReport
    ) throws(LogStoreError) {
        let fileBytes = try files.bytes(of: "\(folder)/\(piece.fileName)")
        let indexBytes = try files.bytes(of: "\(folder)/\(piece.indexName)")
        var isKept = fileBytes == piece.fileBytes && indexBytes == piece.indexBytes
        if isKept, isVerifying { isKept = try verify(piece) == nil }
        if isKept {
            report.noteKept(piece.fileBytes)
            report.noteKept(piece.indexBytes)
            return
        }
        for name in [piece.fileName, piece.indexName] {
            report.noteCopied(try files.copy("\(from)/\(name)", to: "\(folder)/\(name)"))
        }
        if let finding = try verify(piece) {
            throw .damaged(file: "\(from)/\(piece.fileName)", byte: finding.byte, reason: "\(finding.fault)")
        }
    }

    /// Reads the copy of a piece; the first thing that is wrong with it.
    private func verify(_ piece: PieceEntry) throws(LogStoreError) -> Finding? {
        try PieceVerifier(piece, in: "\(target)/shards/0/logs", fileSystem: fileSystem).run().findings.first
    }

    private func copy(_ snapshot: SnapshotFile, _ report: inout BackupReport) throws(LogStoreError) {
        let folder = "\(target)/shards/0/snapshots"
        let path = "\(folder)/\(SnapshotName.file(snapshot.header.cut))"
        report.noteCopied(try files.copy(snapshot.path, to: path))
        try fileSystem.syncDirectory(folder)
        let verification = try SnapshotVerifier(path, fileSystem: fileSystem).run()
        if let finding = verification.findings.first {
            throw .damaged(file: snapshot.path, byte: finding.byte, reason: "\(finding.fault)")
        }
    }

    /// Gives the journal files their names, and makes all of it the backup.
    private func publish(
        _ copy: JournalCopy, _ cut: JournalSequence, _ report: inout BackupReport
    ) throws(LogStoreError) {
        let folder = "\(target)/shards/0/journal"
        for number in 1...copy.files {
            let name = BackupManifest.journalFile(number, behind: cut)
            try fileSystem.rename("\(folder)/\(name).part", to: "\(folder)/\(name)")
        }
        report.copiedFiles += copy.files
        report.copiedBytes += copy.bytes
        try fileSystem.syncDirectory(folder)
        let manifest = BackupManifest(
            snapshot: cut, through: copy.through, journalFiles: copy.files, madeAt: now)
        var line = ByteBuffer(capacity: 256)
        manifest.encode(into: &line)
        let path = "\(target)/\(BackupManifest.fileName)"
        let file = try fileSystem.open(path + ".part", .create)
        try file.truncate(to: 0)
        try file.write([line.bytes], at: 0)
        try file.sync()
        try fileSystem.rename(path + ".part", to: path)
        try fileSystem.syncDirectory(target)
    }

    /// Removes what the backup does not name.
    private func clean(
        _ cut: JournalSequence, _ journalFiles: Int, _ logs: [LogRecord], _ report: inout BackupReport
    ) throws(LogStoreError) {
        let journal = "\(target)/shards/0/journal"
        var named: Set<String> = []
        for number in 1...journalFiles { named.insert(BackupManifest.journalFile(number, behind: cut)) }
        for name in try fileSystem.list(journal) where !named.contains(name) {
            try remove("\(journal)/\(name)", &report)
        }
        let snapshots = "\(target)/shards/0/snapshots"
        for name in try fileSystem.list(snapshots) where name != SnapshotName.file(cut) {
            try remove("\(snapshots)/\(name)", &report)
        }
        var live: Set<LogID> = []
        for log in logs where !log.pieces.isEmpty { live.insert(log.log) }
        let store = PieceStore("\(target)/shards/0/logs", fileSystem: fileSystem)
        for path in try store.orphans(keeping: logs.flatMap(\.pieces), isLive: { live.contains($0) }) {
            let isFolder = UInt32(path.split(separator: "/").last ?? "") != nil
            if isFolder { try fileSystem.removeDirectory(path) } else { try remove(path, &report) }
        }
    }

    private func remove(_ path: String, _ report: inout BackupReport) throws(LogStoreError) {
        try fileSystem.remove(path)
        report.removedFiles += 1
    }
}

extension BackupReport {
    init(restarts: Int) {
        self.init()
        self.restarts = restarts
    }
}
