package import Base
package import LogFormat

/// Writes one snapshot file, section by section, under a name that recovery takes for nothing.
///
/// Broker records, carried blocks and log records come in any order; each call writes at most one section
/// of about `Limits.snapshotSectionBytes`. Then `seal`, `sync` and, once all that it tells of is durable,
/// `publish`. Nothing is removed when it is dropped: opening removes what was left unfinished.
package struct SnapshotWriter: ~Copyable {
    package let directory: String
    package let cut: JournalSequence
    private let fileSystem: any FileSystem
    private let file: any File
    private var section = ByteBuffer(capacity: Limits.snapshotSectionBytes + 4096)
    private var kind = SectionKind.broker
    /// Bytes written, the place for the header included.
    private var position = SnapshotHeader.encodedBytes

    /// Begins a snapshot in `directory`, which exists; one of the same cut left unfinished is written over.
    package init(
        _ directory: String, cut: JournalSequence, fileSystem: any FileSystem
    ) throws(LogStoreError) {
        let file = try fileSystem.open("\(directory)/\(SnapshotName.unfinished(cut))", .create)
        try file.truncate(to: 0)
        self.directory = directory
        self.cut = cut
        self.fileSystem = fileSystem
        self.file = file
    }

    /// Bytes of the file so far.
    package var bytes: Int { position + section.count + (section.isEmpty ? 0 : SectionHeader.encodedBytes) }

    /// Adds whole records of the broker.
    package mutating func append(records: ByteView) throws(LogStoreError) {
        try begin(.broker)
        section.append(records)
    }

    /// Adds what the manifest says of a log.
    package mutating func append(_ log: LogRecord) throws(LogStoreError) {
        try begin(.logs)
        log.encode(into: &section)
    }

    /// Adds the stored bytes of a block; returns their position, which belongs into its entry.
    package mutating func append(carried stored: ByteView) throws(LogStoreError) -> Int {
        try begin(.carried)
        let at = position + SectionHeader.encodedBytes + section.count
        section.append(stored)
        return at
    }

    /// Writes what is left and the header; nothing may be added after.
    package mutating func seal(_ header: SnapshotHeader) throws(LogStoreError) {
        try flush()
        kind = .end
        try write()
        var header = header
        header.fileBytes = position
        var bytes = ByteBuffer(capacity: SnapshotHeader.encodedBytes)
        header.encode(into: &bytes)
        try file.write([bytes.bytes], at: 0)
    }

    /// Makes the sealed file durable, under its unfinished name.
    package func sync() throws(LogStoreError) { try file.sync() }

    /// Gives the synced file its name, and makes that durable: from here on it is the snapshot.
    package consuming func publish() throws(LogStoreError) -> SnapshotFile {
        let path = "\(directory)/\(SnapshotName.file(cut))"
        try fileSystem.rename("\(directory)/\(SnapshotName.unfinished(cut))", to: path)
        try fileSystem.syncDirectory(directory)
        return try SnapshotFile(path, fileSystem: fileSystem)
    }

    private mutating func begin(_ next: SectionKind) throws(LogStoreError) {
        if next != kind || section.count >= Limits.snapshotSectionBytes { try flush() }
        kind = next
    }

    private mutating func flush() throws(LogStoreError) {
        if !section.isEmpty { try write() }
    }

    private mutating func write() throws(LogStoreError) {
        var header = ByteBuffer(capacity: SectionHeader.encodedBytes)
        SectionHeader(kind, of: section.bytes).encode(into: &header)
        try file.write([header.bytes, section.bytes], at: position)
        position += header.count + section.count
        section.removeAll()
    }
}
