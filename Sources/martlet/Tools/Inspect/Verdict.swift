internal import Base
internal import LogFormat
internal import LogStore

/// `martlet inspect DATA verify`: what is wrong, where, and what it means.
struct Verdict {
    let inspection: DirectoryInspection
    let verification: DirectoryVerification

    init(_ inspection: DirectoryInspection) throws {
        self.inspection = inspection
        verification = try inspection.verify()
    }

    var code: Int32 { verification.isSound ? ToolExit.sound : ToolExit.damaged }

    func text(_ ink: Ink) -> String {
        let journal = verification.journal
        var lines: [String] = []
        if let header = verification.snapshot?.header {
            lines.append(
                "snapshot cut \(header.cut.rawValue), reach \(header.reach.rawValue), made "
                    + TimestampText.string(header.madeAt))
            lines.append(
                "pieces   \(verification.pieces) with \(verification.blocks) blocks, "
                    + "\(verification.lines) lines, \(ByteText.short(verification.pieceBytes))")
        }
        if let first = journal.first, let last = journal.last {
            lines.append(
                "journal  frames \(first.rawValue)…\(last.rawValue), \(ByteText.short(journal.bytes)), "
                    + "last written \(TimestampText.string(journal.lastWrittenAt))")
        } else {
            lines.append("journal  no frames")
        }
        for finding in verification.findings {
            let mark = finding.weight == .damage ? ink.red("damage") : ink.faint("note  ")
            lines.append("\(mark)   \(finding)")
            lines += meaning(finding).map { "         \($0)" }
        }
        if let first = verification.firstDamage {
            lines.append(ink.red("first bad byte: \(first.file): \(first.byte)"))
            lines.append("mend it: martlet inspect \(inspection.directory) --repair")
        } else {
            lines.append(ink.green("sound"))
        }
        return lines.joined(separator: "\n")
    }

    private func meaning(_ finding: Finding) -> [String] {
        var lines = finding.meaning
        if case .lostFrame = finding.fault, let damage = verification.journal.damage {
            lines.append("a start stops here; a cut before it gives up:")
            lines += damage.givenUp.sentences(verification.names).map { "- " + $0 }
        }
        return lines
    }

    func json() -> JSONLine {
        var line = JSONLine()
        line.add("directory", inspection.directory)
        line.add("sound", verification.isSound)
        if let first = verification.journal.first { line.add("first_frame", first.rawValue) }
        if let last = verification.journal.last { line.add("last_frame", last.rawValue) }
        line.add(
            "findings",
            verification.findings.map { finding in
                var entry = JSONLine()
                entry.add("weight", finding.weight == .damage ? "damage" : "note")
                entry.add("file", finding.file)
                entry.add("byte", finding.byte)
                entry.add("fault", "\(finding.fault)")
                let meaning = meaning(finding)
                if !meaning.isEmpty { entry.add("meaning", meaning) }
                return entry
            })
        if let damage = verification.journal.damage {
            line.add("given_up", damage.givenUp.json(verification.names))
        }
        return line
    }
}
