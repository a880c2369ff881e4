import Base
import LogStore
import TestSupport

/// The simulated file system with a gap before and after each write and sync, in which others may step.
///
/// So commands come and reads go on while a group is on its way to the disk, as they do with threads.
final class InterleavedFileSystem: FileSystem, @unchecked Sendable {
    let base: SimulatedFileSystem
    /// Called in the gap; must not step whatever caused it.
    var gap: () -> Void = {}
    /// Says that it has synced and has not: a disk that must be found out.
    var isLying = false

    init(_ base: SimulatedFileSystem) { self.base = base }

    func open(_ path: String, _ mode: OpenMode) throws(LogStoreError) -> any File {
        InterleavedFile(base: try base.open(path, mode), system: self)
    }

    func makeDirectory(_ path: String) throws(LogStoreError) { try base.makeDirectory(path) }
    func list(_ path: String) throws(LogStoreError) -> [String] { try base.list(path) }
    func remove(_ path: String) throws(LogStoreError) { try base.remove(path) }
    func removeDirectory(_ path: String) throws(LogStoreError) { try base.removeDirectory(path) }
    func syncDirectory(_ path: String) throws(LogStoreError) { try base.syncDirectory(path) }
    func rename(_ path: String, to newPath: String) throws(LogStoreError) {
        try base.rename(path, to: newPath)
    }
}

private final class InterleavedFile: File {
    let base: any File
    let system: InterleavedFileSystem

    init(base: any File, system: InterleavedFileSystem) {
        self.base = base
        self.system = system
    }

    var path: String { base.path }

    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(LogStoreError) -> Int {
        try base.read(into: buffer, at: position)
    }

    func write(_ pieces: [ByteView], at position: Int) throws(LogStoreError) {
        system.gap()
        try base.write(pieces, at: position)
        system.gap()
    }

    func sync() throws(LogStoreError) {
        system.gap()
        if !system.isLying { try base.sync() }
        system.gap()
    }

    func size() throws(LogStoreError) -> Int { try base.size() }
    func allocate(_ bytes: Int) throws(LogStoreError) { try base.allocate(bytes) }
    func truncate(to bytes: Int) throws(LogStoreError) { try base.truncate(to: bytes) }
    func tryLock() throws(LogStoreError) -> Bool { try base.tryLock() }
}
