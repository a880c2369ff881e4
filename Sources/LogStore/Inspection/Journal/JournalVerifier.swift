package import Base
package import LogFormat

/// Reads a journal from the first frame that is needed to its end, and judges every byte of it.
///
/// Reads only, in bounded memory. What is wrong is among the findings; an error is thrown when it cannot look.
package struct JournalVerifier {
    private let journal: JournalFiles
    private let needed: JournalSequence
    private var verification = JournalVerification()
    private var events = EventAccount()

    /// `needed` is the first frame that a start would replay; `ends` is what the snapshot says of each log.
    package init(
        _ journal: JournalFiles, needed: JournalSequence = JournalSequence(1), ends: [LogID: Offset] = [:]
    ) {
        self.journal = journal
        self.needed = needed
        events.ends = ends
        verification.findings = journal.findings
        verification.needed = needed
    }

    /// Runs; `visit` sees each event of the chain that says something about the catalog.
    package consuming func run(
        _ visit: (Event) -> Void = { _ in }
    ) throws(LogStoreError) -> JournalVerification {
        guard let id = journal.journal, !journal.files.isEmpty else { return verification }
        let index = journal.index(for: needed)
        let due = index.flatMap { journal.files[$0].first?.sequence } ?? needed
        if index == nil, let first = journal.files.compactMap({ $0.first?.sequence }).first {
            verification.findings.append(
                Finding(
                    file: journal.files[0].path, byte: JournalFileHeader.blockBytes,
                    .journalBegins(at: first, needed: needed)))
        }
        var walk = JournalWalk(journal.files, from: index ?? 0, due: due, journal: id)
        while true {
            try walk.run { step throws(LogStoreError) in
                take(step, visit)
                return true
            }
            let end = try JournalEndScan(
                walk.files, file: walk.file, position: walk.position, due: walk.due, journal: id,
                acknowledged: verification.acknowledged)
            // A server that runs may have written the frame since.
            let bytes = try walk.peek()
            if let header = FrameHeader(decoding: bytes), header.sequence == walk.due, header.journal == id,
                header.epoch >= walk.epoch, header.isSound(in: bytes)
            {
                continue
            }
            try judge(end, walk.due)
            verification.ends = events.ends
            return verification
        }
    }

    private mutating func take(_ step: JournalWalk.Step, _ visit: (Event) -> Void) {
        let header = step.header
        let path = journal.files[step.file].path
        verification.first = verification.first ?? header.sequence
        verification.last = header.sequence
        verification.frames += 1
        verification.bytes += header.frameBytes
        verification.acknowledged = max(verification.acknowledged, header.durable)
        verification.lastWrittenAt = max(verification.lastWrittenAt, header.writtenAt)
        switch events.take(header, step.events, isNeeded: header.sequence >= needed, visit) {
        case .sound: break
        case .misplaced:
            verification.findings.append(
                Finding(file: path, byte: step.position + 4, .misplacedPart(header.sequence)))
        case .unreadable(let error, let byte):
            let place = step.position + FrameHeader.encodedBytes + byte
            verification.findings.append(
                Finding(file: path, byte: place, .unknownEvent(header.sequence, error)))
        }
    }

    /// Says what the end of the chain is: the end of the journal, a torn write, or damage.
    private mutating func judge(_ end: JournalEndScan, _ due: JournalSequence) throws(LogStoreError) {
        let path = end.found.path
        if !end.isProof {
            if end.highest != nil || events.isUnfinished {
                verification.findings.append(
                    Finding(file: path, byte: end.position, .tornEnd(events.unfinished ?? due)))
            }
            return
        }
        var reader = FrameReader(end.found.file, from: end.position, bytes: end.found.bytes)
        let place = try reader.peek()
        let flaw = FrameBlemish(place, extent: end.extent)
        var damage = JournalDamage(
            missing: due, file: path, position: end.position,
            kept: JournalSequence((events.unfinished ?? due).rawValue - 1))
        damage.givenUp = try end.account(from: events, damaged: place)
        if let unfinished = events.unfinished { damage.givenUp.add(command: unfinished) }
        verification.damage = damage
        verification.findings.append(
            Finding(file: path, byte: end.position + flaw.byte, .lostFrame(due, flaw.blemish)))
    }
}
