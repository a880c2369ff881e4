package import Base
package import LogFormat

/// A data directory as it is, read without changing it, whether a server runs on it or not.
package struct DirectoryInspection {
    package let directory: String
    package let fileSystem: any FileSystem
    /// The text of the file `format`, without its line end; nil when there is none.
    package let format: String?
    package let holder: LockHolder

    /// Looks at what identifies the directory; throws when it is not there.
    package init(_ directory: String, fileSystem: any FileSystem) throws(LogStoreError) {
        self.directory = directory
        self.fileSystem = fileSystem
        let names = try fileSystem.list(directory)
        if names.contains("format") {
            var text = ByteBuffer(capacity: 4096)
            try text.read(4096, from: fileSystem.open("\(directory)/format", .existing), at: 0)
            let end = text.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            format = text.bytes[0..<end].string
        } else {
            format = nil
        }
        holder = try LockHolder(of: directory, fileSystem: fileSystem)
    }

    package var journalDirectory: String { "\(directory)/shards/0/journal" }

    package var snapshotDirectory: String { "\(directory)/shards/0/snapshots" }

    package var logsDirectory: String { "\(directory)/shards/0/logs" }

    /// The journal's files as they are now.
    package func journal() throws(LogStoreError) -> JournalFiles {
        try JournalFiles(journalDirectory, fileSystem: fileSystem)
    }

    /// Paths of the finished snapshots, oldest first.
    package func snapshots() throws(LogStoreError) -> [String] {
        guard try isThere("snapshots", in: "\(directory)/shards/0") else { return [] }
        return try SnapshotName.list(in: snapshotDirectory, fileSystem: fileSystem)
            .map { "\(snapshotDirectory)/\(SnapshotName.file($0))" }
    }

    /// Whether a file or directory has this name.
    func isThere(_ name: String, in folder: String) throws(LogStoreError) -> Bool {
        do throws(LogStoreError) { return try fileSystem.list(folder).contains(name) } catch {
            guard case .refused(_, _, code: 2) = error else { throw error }
            return false
        }
    }

    /// What people call a log, as the file in its folder says.
    package func nameFile(of log: LogID) -> String? {
        let path = "\(logsDirectory)/\(log.rawValue)/name"
        guard let file = try? fileSystem.open(path, .existing) else { return nil }
        var text = ByteBuffer(capacity: 4096)
        guard (try? text.read(4096, from: file, at: 0)) != nil, !text.isEmpty else { return nil }
        return text.bytes[0..<(text.bytes.firstIndex(of: 0x0A) ?? text.count)].string
    }

    /// A frame by its sequence, with its place; nil when the journal does not hold it.
    package func frame<Result>(
        _ sequence: JournalSequence, _ body: (FoundFrame) -> Result
    ) throws(LogStoreError) -> Result? {
        let journal = try journal()
        guard let id = journal.journal else { return nil }
        var result: Result?
        let first = journal.index(for: sequence) ?? 0
        for found in journal.files.dropFirst(first) where result == nil {
            let scan = FrameScan(journal: id, above: JournalSequence(sequence.rawValue &- 1))
            try scan.run(found, from: JournalFileHeader.blockBytes) { header, position, bytes in
                guard header.sequence == sequence, result == nil else { return }
                result = body(FoundFrame(path: found.path, position: position, header: header, bytes: bytes))
            }
        }
        return result
    }
}

/// A frame and where it stands; valid during the visit.
package struct FoundFrame {
    package let path: String
    package let position: Int
    package let header: FrameHeader
    let bytes: ByteView

    /// Its events, one behind the other.
    package var events: ByteView {
        bytes[FrameHeader.encodedBytes..<FrameHeader.encodedBytes + header.length]
    }
}
