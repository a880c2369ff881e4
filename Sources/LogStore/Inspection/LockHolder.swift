/// Who serves a data directory at this moment.
package enum LockHolder: Equatable, Sendable {
    case nobody
    /// A process, and its pid where the lock file tells it.
    case process(pid: Int?)

    /// Looks without taking the lock for longer than that takes.
    package init(of directory: String, fileSystem: any FileSystem) throws(LogStoreError) {
        guard try fileSystem.list(directory).contains("LOCK") else {
            self = .nobody
            return
        }
        let file = try fileSystem.open("\(directory)/LOCK", .existing)
        self = try file.tryLock() ? .nobody : .process(pid: DirectoryLock.holder(in: file))
    }
}
