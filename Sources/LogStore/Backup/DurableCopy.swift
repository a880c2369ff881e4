/// Copies files so that a name stands for a whole file only.
struct DurableCopy {
    let fileSystem: any FileSystem

    /// Copies `path` to `target` through a name of its own; both the bytes and the name are durable after it.
    ///
    /// The sync of the folder is the caller's. Returns the bytes.
    func copy(_ path: String, to target: String) throws(LogStoreError) -> Int {
        let source = try fileSystem.open(path, .existing)
        let bytes = try FileCopy.copy(source, to: target + ".part", fileSystem: fileSystem)
        try fileSystem.rename(target + ".part", to: target)
        return bytes
    }

    /// Bytes of a file; nil when it is not there.
    func bytes(of path: String) throws(LogStoreError) -> Int? {
        do throws(LogStoreError) { return try fileSystem.open(path, .existing).size() } catch {
            guard case .refused(_, _, code: 2) = error else { throw error }
            return nil
        }
    }

    /// Makes a directory and all above it that are not there, durably.
    func makeDirectories(_ path: String) throws(LogStoreError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            let parent = made.isEmpty ? "/" : made
            made += "/\(part)"
            try fileSystem.makeDirectory(made)
            try fileSystem.syncDirectory(parent)
        }
    }
}
