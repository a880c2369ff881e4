import Base
import LogFormat

/// Copies the frames behind a cut, as far as the journal goes or went when the copy began.
struct JournalCopy {
    /// Last frame of the last whole command that was copied.
    private(set) var through: JournalSequence
    /// The shard's time of that.
    private(set) var writtenAt = Instant.distantPast
    private(set) var files = 0
    private(set) var bytes = 0

    /// Copies into `directory`, into files with the names that `name` gives.
    ///
    /// Throws `damaged` where a frame below `reach`, or one that was acknowledged, is not sound. `journal` is
    /// the id that the copy gets. A server may write meanwhile: then `isLive`, and only what was there at the
    /// beginning has to be sound.
    init(
        of source: JournalFiles, behind cut: JournalSequence, reach: JournalSequence, isLive: Bool,
        to directory: String, journal: UInt64?, fileSystem: any FileSystem, name: @escaping (Int) -> String
    ) throws(LogStoreError) {
        through = cut
        let needed = JournalSequence(cut.rawValue + 1)
        guard let id = source.journal else {
            guard reach <= cut else { throw Self.missing(source, needed) }
            try begin(
                FrameWriter(directory, journal: journal ?? 0, fileSystem: fileSystem, name: name), needed)
            return
        }
        var writer = FrameWriter(directory, journal: journal ?? id, fileSystem: fileSystem, name: name)
        let index = source.index(for: needed)
        let due = index.flatMap { source.files[$0].first?.sequence } ?? needed
        if index == nil, source.files.contains(where: { $0.first != nil }) {
            throw Self.missing(source, needed)
        }
        let last = try source.last()?.sequence ?? cut
        var walk = JournalWalk(source.files, from: index ?? 0, due: due, journal: id)
        try walk.run { step throws(LogStoreError) in
            let header = step.header
            if header.sequence > cut {
                try writer.append(step.bytes, header)
                if header.part == header.parts { (through, writtenAt) = (header.sequence, header.writtenAt) }
            }
            return !(header.sequence >= last && header.part == header.parts)
        }
        let reached = JournalSequence(walk.due.rawValue - 1)
        if !isLive, reached >= last {
            let end = try JournalEndScan(
                source.files, file: walk.file, position: walk.position, due: walk.due, journal: id,
                acknowledged: .none)
            if end.isProof { throw Self.damage(end.found.path, end.position, walk.due) }
        }
        if through < reach || reached < last {
            throw Self.damage(source.files[walk.file].path, walk.position, walk.due)
        }
        if writer.count == 0 { try writer.begin(needed) }
        try writer.close()
        (files, bytes) = (writer.count, writer.bytes)
    }

    private mutating func begin(
        _ writer: consuming FrameWriter, _ first: JournalSequence
    ) throws(LogStoreError) {
        try writer.begin(first)
        try writer.close()
        (files, bytes) = (writer.count, writer.bytes)
    }

    private static func missing(_ source: JournalFiles, _ needed: JournalSequence) -> LogStoreError {
        .damaged(
            file: source.directory, byte: 0,
            reason: "the journal does not hold frame \(needed.rawValue), which is needed")
    }

    private static func damage(_ path: String, _ byte: Int, _ due: JournalSequence) -> LogStoreError {
        .damaged(file: path, byte: byte, reason: "frame \(due.rawValue) is not what was written")
    }
}
