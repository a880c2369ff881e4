import Base
import LogFormat

extension DirectoryInspection {
    /// What to do about what a verification found; nothing when there is nothing that can be done.
    package func repairPlan(
        _ verification: DirectoryVerification
    ) throws(LogStoreError) -> RepairPlan {
        let journal = try journal()
        var plan = JournalRepair.plan(journal, verification.journal)
        for finding in verification.findings {
            if case .journalEnds = finding.fault { plan.hopeless.append(finding) }
        }
        if let step = try JournalFront.step(journal, verification.journal) { plan.steps.append(step) }
        guard let snapshot = verification.snapshot else { return plan }
        if let damage = verification.journal.damage, let reach = snapshot.header?.reach, damage.kept < reach,
            damage.missing >= verification.journal.needed
        {
            // The snapshot knows of what would be cut off.
            plan.steps.removeAll { step in if case .cutJournal = step { true } else { false } }
            plan.givenUp = GivenUp()
            plan.hopeless += verification.journal.findings.filter { $0.weight == .damage }
        }
        if let header = try rebuiltHeader(snapshot, verification.journal, journal) {
            let repair = HistoryRepair(
                snapshot: snapshot.path, pieces: [], carried: [], header: header, changesManifest: false)
            plan.steps.append(.mendHistory(repair, logs: logsDirectory))
        } else if !snapshot.isUsable {
            try planWithout(snapshot, &plan)
        } else {
            planHistory(snapshot, verification.damagedPieces, &plan)
        }
        return plan
    }

    private func planHistory(
        _ snapshot: SnapshotVerification, _ damaged: [PieceVerification], _ plan: inout RepairPlan
    ) {
        let pieces = damaged.filter { piece in
            !piece.findings.contains { if case .newer = $0.fault { true } else { false } }
        }.map(PieceRepair.init)
        for piece in pieces { for range in piece.lost { plan.givenUp.add(piece.piece.log, range) } }
        var carried: [LogID] = []
        for place in snapshot.badCarried {
            let log = snapshot.logs[place]
            carried.append(log.log)
            if let block = log.carried { plan.givenUp.add(log.log, block.first..<block.last + 1) }
        }
        let isExact = damaged.allSatisfy { PieceRepair($0).action == .index && $0.isIndexExact }
        let changesManifest = !isExact || !carried.isEmpty || !snapshot.findings.isEmpty
        if pieces.isEmpty, carried.isEmpty, snapshot.findings.isEmpty { return }
        let repair = HistoryRepair(
            snapshot: snapshot.path, pieces: pieces, carried: carried, header: nil,
            changesManifest: changesManifest)
        plan.steps.append(.mendHistory(repair, logs: logsDirectory))
    }

    /// The header of a snapshot of which only that is lost: what it said, other files say too.
    private func rebuiltHeader(
        _ snapshot: SnapshotVerification, _ journal: JournalVerification, _ files: JournalFiles
    ) throws(LogStoreError) -> SnapshotHeader? {
        guard snapshot.header == nil, snapshot.findings.count == 1,
            case .snapshot? = snapshot.findings.first?.fault, snapshot.recordBytes > 0,
            let cut = SnapshotName.cut(snapshot.path.split(separator: "/").last.map(String.init) ?? ""),
            let id = files.journal
        else { return nil }
        // A journal that is sound up to its end reaches as far as the snapshot needs.
        let behind = try JournalVerifier(
            files, needed: JournalSequence(cut.rawValue + 1), ends: [:]
        ).run()
        guard behind.isSound else { return nil }
        let last = max(behind.last ?? cut, cut)
        return SnapshotHeader(
            shard: 0, journal: id, cut: cut, reach: last,
            madeAt: max(behind.lastWrittenAt, journal.lastWrittenAt),
            fileBytes: try fileSystem.open(snapshot.path, .existing).size())
    }

    /// A snapshot that a start cannot use: an older one may do, if the journal goes back to it.
    private func planWithout(
        _ snapshot: SnapshotVerification, _ plan: inout RepairPlan
    ) throws(LogStoreError) {
        let older = try snapshots().dropLast().last
        var needed: JournalSequence? = JournalSequence(1)
        if let older {
            let found = try SnapshotVerifier(older, fileSystem: fileSystem).run()
            needed = found.isSound ? found.header.map { JournalSequence($0.cut.rawValue + 1) } : nil
        }
        var isReplayable = false
        if let needed {
            // The journal must hold all that the snapshot did.
            let journal = try JournalVerifier(journal(), needed: needed).run()
            isReplayable = journal.isSound && journal.last ?? .none >= snapshot.header?.reach ?? needed
        }
        if isReplayable {
            plan.steps.append(.setAside(path: snapshot.path))
        } else {
            plan.hopeless += snapshot.findings
        }
    }
}
