package import Base

/// The file `backup` of a backup: which files of the directory are it.
///
/// One line of JSON in this order, written last and renamed into place:
/// `{"backup":1,"snapshot":S0,"through":N,"journal_files":n,"made":"<RFC 3339>"}`
package struct BackupManifest: Equatable, Sendable {
    package static let version: UInt64 = 1
    package static let fileName = "backup"

    /// The cut of its snapshot; none when it begins with the first frame ever.
    package var snapshot: JournalSequence
    /// Last frame of the last command in it.
    package var through: JournalSequence
    /// Files that hold the frames behind the snapshot's cut.
    package var journalFiles: Int
    package var madeAt: Instant

    /// The name of the `number`th journal file, from 1.
    package func journalFile(_ number: Int) -> String { Self.journalFile(number, behind: snapshot) }

    static func journalFile(_ number: Int, behind cut: JournalSequence) -> String {
        prefix(cut) + "\(number).journal"
    }

    /// What the names of its journal files begin with.
    package var journalPrefix: String { Self.prefix(snapshot) }

    private static func prefix(_ cut: JournalSequence) -> String {
        let digits = String(cut.rawValue)
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits + "-"
    }

    func encode(into out: inout ByteBuffer) {
        out.append("{\"backup\":")
        out.append(decimal: Self.version)
        out.append(",\"snapshot\":")
        out.append(decimal: snapshot.rawValue)
        out.append(",\"through\":")
        out.append(decimal: through.rawValue)
        out.append(",\"journal_files\":")
        out.append(decimal: UInt64(journalFiles))
        out.append(",\"made\":\"")
        TimestampText.write(madeAt, into: &out)
        out.append("\"}\n")
    }

    /// Reads the line; nil when it is none.
    init?(decoding text: ByteView) {
        var rest = text
        guard Self.number("{\"backup\":", &rest) == Self.version,
            let snapshot = Self.number(",\"snapshot\":", &rest),
            let through = Self.number(",\"through\":", &rest),
            let files = Self.number(",\"journal_files\":", &rest), files <= 1 << 32,
            rest.hasPrefix(",\"made\":\""), rest.count >= 9 + TimestampText.byteCount,
            let made = try? TimestampText.parse(rest[9..<9 + TimestampText.byteCount])
        else { return nil }
        self.snapshot = JournalSequence(snapshot)
        self.through = JournalSequence(through)
        journalFiles = Int(files)
        madeAt = made
    }

    init(snapshot: JournalSequence, through: JournalSequence, journalFiles: Int, madeAt: Instant) {
        self.snapshot = snapshot
        self.through = through
        self.journalFiles = journalFiles
        self.madeAt = madeAt
    }

    private static func number(_ name: StaticString, _ rest: inout ByteView) -> UInt64? {
        guard rest.hasPrefix(name) else { return nil }
        rest = rest.dropping(name.utf8CodeUnitCount)
        var (value, digits) = (UInt64(0), 0)
        while digits < min(rest.count, 19), rest[digits] &- 48 < 10 {
            value = value * 10 + UInt64(rest[digits] - 48)
            digits += 1
        }
        rest = rest.dropping(digits)
        return digits == 0 ? nil : value
    }

    /// The manifest of the backup in a directory; throws `damaged` when that holds none.
    package static func read(
        _ directory: String, fileSystem: any FileSystem
    ) throws(LogStoreError) -> BackupManifest {
        let path = "\(directory)/\(fileName)"
        guard try fileSystem.list(directory).contains(fileName) else {
            throw .damaged(
                file: path, byte: 0,
                reason: "the file is not there: this is no backup, or none that was finished")
        }
        var text = ByteBuffer(capacity: 4096)
        try text.read(4096, from: fileSystem.open(path, .existing), at: 0)
        guard let manifest = BackupManifest(decoding: text.bytes) else {
            throw .damaged(file: path, byte: 0, reason: "this is not the manifest of a backup")
        }
        return manifest
    }
}
