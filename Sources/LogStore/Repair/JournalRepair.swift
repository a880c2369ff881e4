import Base
import LogFormat

/// Mends a journal: headers are written again, and what lies behind a damaged frame is cut off.
package enum JournalRepair {
    /// What to do about what a verification found; nothing where the journal is sound.
    package static func plan(_ journal: JournalFiles, _ verification: JournalVerification) -> RepairPlan {
        var plan = RepairPlan()
        for (index, found) in journal.files.enumerated() where found.finding != nil {
            if let header = journal.header(of: index) {
                plan.steps.append(.rewriteHeader(path: found.path, header))
            } else if let finding = found.finding {
                plan.hopeless.append(finding)
            }
        }
        for found in journal.others {
            guard let finding = found.finding, finding.weight == .damage else { continue }
            if case .newer = finding.fault {
                plan.hopeless.append(finding)
            } else {
                plan.steps.append(.setAside(path: found.path))
            }
        }
        if let damage = verification.damage, damage.missing >= verification.needed {
            plan.givenUp.add(damage.givenUp)
            let behind = journal.files.drop { $0.path != damage.file }.dropFirst().map(\.path)
            plan.steps.append(
                .cutJournal(path: damage.file, position: damage.position, behind: Array(behind)))
        }
        for finding in verification.findings {
            switch finding.fault {
            case .journalBegins, .journalEnds, .foreignJournal, .repeatedNumber, .unknownEvent,
                .misplacedPart, .unreadable:
                plan.hopeless.append(finding)
            default: continue
            }
        }
        return plan
    }

    /// Writes a header again; the file is kept before.
    static func rewrite(
        _ path: String, _ header: JournalFileHeader, keepsake: Keepsake, fileSystem: any FileSystem
    ) throws(LogStoreError) {
        try keepsake.keep(path)
        let file = try fileSystem.open(path, .existing)
        var block = ByteBuffer(capacity: JournalFileHeader.blockBytes)
        header.encode(into: &block)
        try file.write([block.bytes], at: 0)
        try file.sync()
    }

    /// Cuts a file and sets the later ones aside, the last first: what is left at any time can be repaired.
    static func cut(
        _ path: String, at position: Int, behind: [String], keepsake: Keepsake, fileSystem: any FileSystem
    ) throws(LogStoreError) {
        for later in behind.reversed() { try keepsake.take(later) }
        try keepsake.keep(path)
        let file = try fileSystem.open(path, .existing)
        let bytes = try file.size()
        if position >= bytes { return }
        try file.truncate(to: position)
        try file.sync()
        // A journal file is as long as it was reserved; on a full disk the next one is.
        do throws(LogStoreError) { try file.allocate(bytes) } catch .full { return }
        try ZeroFill.write(position..<bytes, of: file)
        try file.sync()
    }
}

extension RepairStep {
    /// Does it; what is changed is kept before.
    package func perform(keepsake: Keepsake, fileSystem: any FileSystem) throws(LogStoreError) {
        switch self {
        case .rewriteHeader(let path, let header):
            try JournalRepair.rewrite(path, header, keepsake: keepsake, fileSystem: fileSystem)
        case .cutJournal(let path, let position, let behind):
            try JournalRepair.cut(
                path, at: position, behind: behind, keepsake: keepsake, fileSystem: fileSystem)
        case .dropFront(let path, let position, let header, let before):
            try JournalFront.drop(
                path, before: position, header, keepsake: keepsake, fileSystem: fileSystem)
            for earlier in before { try keepsake.take(earlier) }
        case .setAside(let path): try keepsake.take(path)
        case .mendHistory(let repair, let logs):
            try repair.perform(logs: logs, keepsake: keepsake, fileSystem: fileSystem)
        }
    }
}
