internal import Base
internal import CLinux
internal import LogStore

/// The folder that holds everything of one server.
enum DataDirectory {
    /// Makes the folder if need be, takes its lock, and checks that this release can read it.
    static func open(_ path: String) throws -> DirectoryLock {
        let fileSystem = RealFileSystem()
        try make(path, fileSystem: fileSystem)
        let names = try fileSystem.list(path)
        if names.contains(BackupManifest.fileName) {
            throw Unfit(path: path, reason: "is a backup: restore it into a directory of its own")
        }
        if names.contains(Restore.markName) {
            throw Unfit(path: path, reason: "was not restored to the end: remove it and restore again")
        }
        let lock = try DirectoryLock(path, fileSystem: fileSystem)
        var created = ByteBuffer(capacity: 32)
        TimestampText.write(Instant(milliseconds: martlet_wall_clock()), into: &created)
        try FormatFile.open(in: path, created: created.bytes.string, fileSystem: fileSystem)
        return lock
    }

    /// Makes the folder, and those above it that are not there.
    static func make(_ path: String, fileSystem: RealFileSystem) throws {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            try fileSystem.makeDirectory(made)
        }
    }

    /// A folder that no server may start on.
    struct Unfit: Error, CustomStringConvertible {
        let path: String
        let reason: String
        var description: String { "\(path) \(reason)" }
    }
}
