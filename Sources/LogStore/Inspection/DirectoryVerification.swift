import Base
import LogFormat

/// What verifying a whole data directory showed.
package struct DirectoryVerification: Sendable {
    package var findings: [Finding] = []
    package var journal = JournalVerification()
    /// The newest snapshot, if there is one.
    package var snapshot: SnapshotVerification?
    /// Pieces in which something is wrong.
    package var damagedPieces: [PieceVerification] = []
    package var names = LogNames()
    package var pieces = 0
    package var blocks = 0
    package var lines = 0
    /// Bytes of the pieces and indexes that were read.
    package var pieceBytes = 0

    package init() {}

    package var isSound: Bool { !findings.contains { $0.weight == .damage } }

    /// The first thing that is wrong, in the order of reading.
    package var firstDamage: Finding? { findings.first { $0.weight == .damage } }
}

extension DirectoryInspection {
    /// Reads every byte that a start or a reader may need, and judges it: snapshot, pieces, journal.
    ///
    package func verify() throws(LogStoreError) -> DirectoryVerification {
        var verification = DirectoryVerification()
        let paths = try snapshots()
        if let path = paths.last { try verify(snapshot: path, into: &verification) }
        if format == nil {
            verification.findings.append(Finding(file: "\(directory)/format", byte: 0, .missing))
        }
        try noteLeftovers(paths, into: &verification)
        var names = verification.names
        let header = verification.snapshot?.header
        let needed = JournalSequence((header?.cut.rawValue ?? 0) + 1)
        var ends: [LogID: Offset] = [:]
        for log in verification.snapshot?.logs ?? [] { ends[log.log] = log.end }
        let journal = try journal()
        verification.journal = try JournalVerifier(journal, needed: needed, ends: ends)
            .run { names.note($0) }
        verification.names = names
        verification.findings += verification.journal.findings
        if let header, verification.journal.damage == nil {
            let last = verification.journal.last ?? header.cut
            if last < header.reach {
                verification.findings.append(
                    Finding(
                        file: journal.files.last?.path ?? journalDirectory, byte: 0,
                        .journalEnds(at: last, needed: header.reach)))
            }
        }
        return verification
    }

    private func verify(
        snapshot path: String, into verification: inout DirectoryVerification
    ) throws(LogStoreError) {
        var names = LogNames()
        let snapshot = try SnapshotVerifier(path, fileSystem: fileSystem).run { names.note(records: $0) }
        for log in snapshot.logs {
            if let text = nameFile(of: log.log) { names.note(text, of: log.log) }
        }
        verification.names = names
        verification.snapshot = snapshot
        verification.findings += snapshot.findings
        for place in snapshot.badCarried {
            let log = snapshot.logs[place]
            guard let carried = log.carried, let last = verification.findings.indices.last else { continue }
            let finding = verification.findings[last]
            verification.findings[last] = Finding(
                file: finding.file, byte: finding.byte, finding.fault,
                meaning: finding.meaning + [
                    "messages \(carried.first.rawValue)…\(carried.last.rawValue) of \(names.text(of: log.log))"
                ])
        }
        for log in snapshot.logs {
            for piece in log.pieces {
                let one = try PieceVerifier(piece, in: logsDirectory, fileSystem: fileSystem).run()
                verification.pieces += 1
                verification.blocks += piece.blocks
                verification.lines += piece.lines
                verification.pieceBytes += piece.fileBytes + piece.indexBytes
                if one.isSound { continue }
                verification.damagedPieces.append(one)
                verification.findings += one.findings.map { finding in
                    Finding(
                        file: finding.file, byte: finding.byte, finding.fault,
                        meaning: ["of \(names.text(of: log.log))"] + finding.meaning)
                }
            }
        }
    }

    /// Files that a start deletes.
    private func noteLeftovers(
        _ snapshots: [String], into verification: inout DirectoryVerification
    ) throws(LogStoreError) {
        for path in snapshots.dropLast() {
            verification.findings.append(Finding(file: path, byte: 0, .orphan))
        }
        if try isThere("snapshots", in: "\(directory)/shards/0") {
            for name in try fileSystem.list(snapshotDirectory) where name.hasSuffix(".tmp") {
                verification.findings.append(
                    Finding(file: "\(snapshotDirectory)/\(name)", byte: 0, .snapshotUnmade))
            }
        }
        // What a server is about to name stands there before its name does.
        guard holder == .nobody else { return }
        guard try isThere("logs", in: "\(directory)/shards/0") else { return }
        if verification.snapshot?.isUsable == false { return }
        let logs = verification.snapshot?.logs ?? []
        var live: Set<LogID> = []
        for log in logs { live.insert(log.log) }
        let orphans = try PieceStore(logsDirectory, fileSystem: fileSystem)
            .orphans(keeping: logs.flatMap(\.pieces)) { live.contains($0) }
        verification.findings += orphans.map { Finding(file: $0, byte: 0, .orphan) }
    }
}
