internal import Base
internal import CLinux
internal import LogStore

/// The folder that holds everything of one server.
enum DataDirectory {
    /// Makes the folder if need be, takes its lock, and checks that this release can read it.
    static func open(_ path: String) throws -> DirectoryLock {
        let fileSystem = RealFileSystem()
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            try fileSystem.makeDirectory(made)
        }
        let lock = try DirectoryLock(path, fileSystem: fileSystem)
        var created = ByteBuffer(capacity: 32)
        TimestampText.write(Instant(milliseconds: martlet_wall_clock()), into: &created)
        try FormatFile.open(in: path, created: created.bytes.string, fileSystem: fileSystem)
        return lock
    }
}
