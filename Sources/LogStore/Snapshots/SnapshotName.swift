package import Base

/// The names of a shard's snapshot files: `00000000000000012345.snapshot`, and `.tmp` while one is written.
package enum SnapshotName {
    private static let suffix = ".snapshot"

    /// The name of the snapshot whose cut lies at `cut`.
    package static func file(_ cut: JournalSequence) -> String {
        let digits = String(cut.rawValue)
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits + suffix
    }

    /// The name of the same file while it is written.
    package static func unfinished(_ cut: JournalSequence) -> String { file(cut) + ".tmp" }

    /// The cut that a name tells; nil for names of anything else.
    package static func cut(_ name: String) -> JournalSequence? {
        guard name.hasSuffix(suffix), name.utf8.count == 20 + suffix.utf8.count,
            let number = UInt64(name.dropLast(suffix.utf8.count))
        else { return nil }
        return JournalSequence(number)
    }

    /// Cuts of the finished snapshots in a directory, ascending.
    package static func list(
        in directory: String, fileSystem: any FileSystem
    ) throws(LogStoreError) -> [JournalSequence] {
        try fileSystem.list(directory).compactMap(cut).sorted()
    }
}
