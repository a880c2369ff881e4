import Base
import Synchronization

/// A file system that knows how many bytes its files take: those it made, opened or was told of.
///
/// Sizes, not blocks, as they were reserved or written; what grows counts before it does.
package final class MeteredFileSystem: FileSystem {
    /// The size of one file, for all who have it open.
    final class Entry: Sendable {
        let bytes: Atomic<Int>
        init(_ bytes: Int) { self.bytes = Atomic(bytes) }
    }

    private let base: any FileSystem
    private let entries = Mutex<[String: Entry]>([:])
    private let total = Atomic(0)

    package init(_ base: any FileSystem) { self.base = base }

    /// Bytes of all files known.
    package var bytesUsed: Int { total.load(ordering: .relaxed) }

    /// Takes a file into the count that nobody may have opened yet; false when there is none.
    func count(_ path: String) throws(LogStoreError) -> Bool {
        try entries.withLock { entries throws(LogStoreError) in
            if entries[path] != nil { return true }
            let file: any File
            do throws(LogStoreError) { file = try base.open(path, .existing) } catch {
                if error.isMissing { return false }
                throw error
            }
            entries[path] = enter(try file.size())
            return true
        }
    }

    package func open(_ path: String, _ mode: OpenMode) throws(LogStoreError) -> any File {
        try entries.withLock { entries throws(LogStoreError) -> any File in
            let file = try base.open(path, mode)
            let entry: Entry
            if let known = entries[path] { entry = known } else { entry = enter(try file.size()) }
            entries[path] = entry
            return MeteredFile(file, entry: entry, system: self)
        }
    }

    package func makeDirectory(_ path: String) throws(LogStoreError) { try base.makeDirectory(path) }

    package func removeDirectory(_ path: String) throws(LogStoreError) { try base.removeDirectory(path) }

    package func list(_ path: String) throws(LogStoreError) -> [String] { try base.list(path) }

    package func syncDirectory(_ path: String) throws(LogStoreError) { try base.syncDirectory(path) }

    package func rename(_ path: String, to newPath: String) throws(LogStoreError) {
        try entries.withLock { entries throws(LogStoreError) in
            try base.rename(path, to: newPath)
            leave(entries.removeValue(forKey: newPath))
            entries[newPath] = entries.removeValue(forKey: path)
        }
    }

    package func remove(_ path: String) throws(LogStoreError) {
        try entries.withLock { entries throws(LogStoreError) in
            try base.remove(path)
            leave(entries.removeValue(forKey: path))
        }
    }

    private func enter(_ bytes: Int) -> Entry {
        total.add(bytes, ordering: .relaxed)
        return Entry(bytes)
    }

    private func leave(_ entry: Entry?) {
        if let entry { total.subtract(entry.bytes.exchange(0, ordering: .relaxed), ordering: .relaxed) }
    }

    /// Sets the size of an open file; only up, unless it was cut.
    func resize(_ entry: Entry, to bytes: Int, isCut: Bool = false) {
        var known = entry.bytes.load(ordering: .relaxed)
        while bytes > known || (isCut && bytes < known) {
            let (isDone, now) = entry.bytes.compareExchange(
                expected: known, desired: bytes, ordering: .relaxed)
            if isDone {
                total.add(bytes - known, ordering: .relaxed)
                return
            }
            known = now
        }
    }
}

/// An open file whose growth is counted.
private final class MeteredFile: File {
    private let base: any File
    private let entry: MeteredFileSystem.Entry
    private let system: MeteredFileSystem

    init(_ base: any File, entry: MeteredFileSystem.Entry, system: MeteredFileSystem) {
        self.base = base
        self.entry = entry
        self.system = system
    }

    var path: String { base.path }

    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(LogStoreError) -> Int {
        try unsafe base.read(into: buffer, at: position)
    }

    func write(_ pieces: [ByteView], at position: Int) throws(LogStoreError) {
        system.resize(entry, to: pieces.reduce(position) { $0 + $1.count })
        try base.write(pieces, at: position)
    }

    func sync() throws(LogStoreError) { try base.sync() }

    func size() throws(LogStoreError) -> Int { try base.size() }

    func map(_ range: Range<Int>) throws(LogStoreError) -> MappedBytes { try base.map(range) }

    func allocate(_ bytes: Int) throws(LogStoreError) {
        try base.allocate(bytes)
        system.resize(entry, to: bytes)
    }

    func truncate(to bytes: Int) throws(LogStoreError) {
        try base.truncate(to: bytes)
        system.resize(entry, to: bytes, isCut: true)
    }

    func tryLock() throws(LogStoreError) -> Bool { try base.tryLock() }

    func startWriteOut(_ range: Range<Int>) { base.startWriteOut(range) }
}
