package import Base
package import LogFormat

/// A finished snapshot file, open for reading; any thread may use it.
///
/// Every byte stands under a checksum: what is not what was written is `damaged`, with the file and the byte.
package final class SnapshotFile: Sendable {
    package let header: SnapshotHeader
    private let file: any File

    package var path: String { file.path }

    /// Opens a snapshot and checks its header and its length.
    package init(_ path: String, fileSystem: any FileSystem) throws(LogStoreError) {
        file = try fileSystem.open(path, .existing)
        var bytes = ByteBuffer(capacity: SnapshotHeader.encodedBytes)
        try bytes.read(SnapshotHeader.encodedBytes, from: file, at: 0)
        do throws(FormatError) { header = try SnapshotHeader(decoding: bytes.bytes) } catch .unknownFormat(
            let version)
        { throw .unreadable(file: path, byte: 8, .unknownFormat(version)) } catch {
            throw .damaged(file: path, byte: 0, reason: "the snapshot's header is not what was written")
        }
        let size = try file.size()
        guard size == header.fileBytes else {
            throw .damaged(
                file: path, byte: min(size, header.fileBytes),
                reason: "the snapshot is \(size) bytes long, not \(header.fileBytes)")
        }
    }

    /// The newest snapshot of a directory, or nil when there is none.
    package static func newest(
        in directory: String, fileSystem: any FileSystem
    ) throws(LogStoreError) -> SnapshotFile? {
        guard let cut = try SnapshotName.list(in: directory, fileSystem: fileSystem).last else { return nil }
        let path = "\(directory)/\(SnapshotName.file(cut))"
        let snapshot = try SnapshotFile(path, fileSystem: fileSystem)
        guard snapshot.header.cut == cut else {
            throw .damaged(file: path, byte: 24, reason: "it is the snapshot of another sequence")
        }
        return snapshot
    }

    /// Visits the sections in order, each checked; `byte` is where its bytes begin in the file.
    ///
    /// The bytes are valid during the visit only. What `visit` throws becomes `unreadable`.
    package func forEachSection(
        _ visit: (_ kind: SectionKind, _ bytes: ByteView, _ byte: Int) throws(FormatError) -> Void
    ) throws(LogStoreError) {
        var buffer = ByteBuffer()
        var position = SnapshotHeader.encodedBytes
        while true {
            let kind = try section(at: position, into: &buffer)
            let start = position + SectionHeader.encodedBytes
            do throws(FormatError) { try visit(kind, buffer.bytes, start) } catch {
                throw .unreadable(file: path, byte: start, error)
            }
            position = start + buffer.count
            if kind == .end { break }
        }
        guard position == header.fileBytes else {
            throw .damaged(file: path, byte: position, reason: "the snapshot goes on behind its end")
        }
    }

    /// Reads and checks the section whose header stands at `position`; `buffer` gets its bytes.
    package func section(
        at position: Int, into buffer: inout ByteBuffer
    ) throws(LogStoreError) -> SectionKind {
        buffer.removeAll()
        try buffer.read(SectionHeader.encodedBytes, from: file, at: position)
        let section: SectionHeader
        do throws(FormatError) { section = try SectionHeader(decoding: buffer.bytes) } catch {
            throw damage(at: position, error)
        }
        let start = position + SectionHeader.encodedBytes
        guard section.length <= header.fileBytes - start else {
            throw .damaged(file: path, byte: position, reason: "a section reaches beyond the file")
        }
        buffer.removeAll()
        try buffer.read(section.length, from: file, at: start)
        guard buffer.count == section.length, section.isSound(for: buffer.bytes) else {
            throw .damaged(file: path, byte: position, reason: "a section is not what was written")
        }
        return section.kind
    }

    /// The manifest: a record for each log that has a history, by id.
    package func logs() throws(LogStoreError) -> [LogRecord] {
        var logs: [LogRecord] = []
        try forEachSection { kind, bytes, _ throws(FormatError) in
            guard kind == .logs else { return }
            try Self.decode(bytes, into: &logs)
        }
        return logs
    }

    /// Reads the log records of one section behind those of earlier ones.
    package static func decode(_ section: ByteView, into logs: inout [LogRecord]) throws(FormatError) {
        var rest = section
        while !rest.isEmpty {
            let record = try LogRecord(decoding: &rest)
            if let last = logs.last, last.log >= record.log { throw .badField("log") }
            logs.append(record)
        }
    }

    /// Appends the stored bytes of a carried block, checked against its entry.
    package func read(_ carried: CarriedEntry, into buffer: inout ByteBuffer) throws(LogStoreError) {
        let start = buffer.count
        try buffer.read(carried.storedBytes, from: file, at: carried.position)
        let bytes = buffer.bytes.dropping(start)
        guard bytes.count == carried.storedBytes, CRC32C.checksum(bytes) == carried.checksum else {
            throw .damaged(
                file: path, byte: carried.position, reason: "a carried block is not what was written")
        }
    }

    /// A section's header is under its checksum too, which nobody can check when it cannot be read.
    private func damage(at position: Int, _ error: FormatError) -> LogStoreError {
        if case .unknownKind = error { return .unreadable(file: path, byte: position, error) }
        return .damaged(file: path, byte: position, reason: "a section's header is not what was written")
    }
}
