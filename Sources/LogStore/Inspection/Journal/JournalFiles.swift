package import Base
package import LogFormat

/// The files of a journal in the order in which they were written, whatever state they are in.
package struct JournalFiles: Sendable {
    package let directory: String
    /// Files that hold frames, or may: in order.
    package private(set) var files: [JournalFileFound] = []
    /// Files that were never made, or cannot be read at all.
    package private(set) var others: [JournalFileFound] = []
    package private(set) var findings: [Finding] = []
    /// The id that most headers name; nil when nothing tells it.
    package private(set) var journal: UInt64?

    /// Opens every file of `directory` whose name ends in `.journal` and begins with `prefix`.
    package init(
        _ directory: String, prefix: String = "", shard: UInt32 = 0, fileSystem: any FileSystem
    ) throws(LogStoreError) {
        self.directory = directory
        for name in try fileSystem.list(directory) where name.hasSuffix(".journal") && name.hasPrefix(prefix)
        {
            let path = "\(directory)/\(name)"
            do throws(LogStoreError) {
                let found = try JournalFileFound(path, shard: shard, fileSystem: fileSystem)
                if let finding = found.finding { findings.append(finding) }
                if found.header != nil || found.first != nil {
                    files.append(found)
                } else {
                    others.append(found)
                }
            } catch .refused(_, _, let code) where code == 2 {
                // A running server has just given it away.
                continue
            } catch .refused(let operation, _, let code) {
                findings.append(
                    Finding(file: path, byte: 0, .unreadable(operation: "\(operation)", code: code)))
            }
        }
        journal = Self.commonest(files.compactMap { $0.header?.journal ?? $0.first?.journal })
        putInOrder()
    }

    private static func commonest(_ ids: [UInt64]) -> UInt64? {
        ids.max { left, right in
            ids.count { $0 == left } < ids.count { $0 == right }
        }
    }

    private mutating func putInOrder() {
        var sorted = files.filter { $0.header != nil }
            .sorted { ($0.header?.number ?? 0) < ($1.header?.number ?? 0) }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.header?.number == next.header?.number {
            findings.append(
                Finding(file: next.path, byte: 24, .repeatedNumber(next.header?.number ?? 0)))
        }
        for found in sorted where found.header?.journal != journal {
            findings.append(
                Finding(file: found.path, byte: 16, .foreignJournal(found.header?.journal ?? 0)))
        }
        // A file whose header is lost is known by its frames.
        for found in files where found.header == nil {
            let first = found.first?.sequence ?? .none
            let before = sorted.lastIndex { $0.first.map { $0.sequence < first } ?? false }
            sorted.insert(found, at: before.map { $0 + 1 } ?? 0)
        }
        files = sorted
    }

    /// Index of the file to begin with so that frame `start` is met: the last that begins there or before.
    package func index(for start: JournalSequence) -> Int? {
        files.lastIndex { ($0.first?.sequence).map { $0 <= start } ?? false }
    }

    /// The last frame of the last file that holds any.
    package func last() throws(LogStoreError) -> FrameHeader? {
        guard let journal, let index = files.lastIndex(where: { $0.first != nil }),
            let first = files[index].first
        else { return nil }
        var last: FrameHeader?
        var walk = JournalWalk(files, from: index, due: first.sequence, journal: journal)
        try walk.run { step in
            last = step.header
            return true
        }
        return last
    }

    /// The number and first sequence that the lost header of a file must have had.
    package func header(of index: Int, shard: UInt32 = 0) -> JournalFileHeader? {
        guard let journal, let first = files[index].first else { return nil }
        let before = files[..<index].last { $0.header != nil }?.header?.number
        let after = files[(index + 1)...].first { $0.header != nil }?.header?.number
        let number: UInt64
        if let before { number = before + 1 } else { number = (after ?? 2) - 1 }
        if let after, number >= after { return nil }
        return JournalFileHeader(shard: shard, journal: journal, number: number, first: first.sequence)
    }
}
