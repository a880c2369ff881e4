import Base

/// Copies bytes from file to file through a buffer of bounded size.
enum FileCopy {
    /// Bytes that one step takes.
    static let stepBytes = 1 << 20

    /// Copies a whole file to `path` and syncs it; the directory's sync is the caller's. Returns its bytes.
    @discardableResult
    static func copy(
        _ file: any File, to path: String, fileSystem: any FileSystem
    ) throws(LogStoreError) -> Int {
        let copy = try fileSystem.open(path, .create)
        try copy.truncate(to: 0)
        let bytes = try file.size()
        let written = try copyBytes(of: file, from: 0, bytes: bytes, to: copy, at: 0)
        try copy.sync()
        return written
    }

    /// Copies a stretch; stops at the end of the source. Returns how many bytes it was.
    @discardableResult
    static func copyBytes(
        of file: any File, from start: Int, bytes: Int, to target: any File, at place: Int
    ) throws(LogStoreError) -> Int {
        var buffer = ByteBuffer(capacity: min(stepBytes, max(bytes, 1)))
        var done = 0
        while done < bytes {
            buffer.removeAll()
            try buffer.read(min(stepBytes, bytes - done), from: file, at: start + done)
            if buffer.isEmpty { break }
            try target.write([buffer.bytes], at: place + done)
            done += buffer.count
        }
        return done
    }
}
