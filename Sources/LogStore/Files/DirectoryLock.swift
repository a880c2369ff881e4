import Base
import Glibc

/// The right of one process to serve a data directory; let go when this object goes.
///
/// A `flock` on `LOCK`, so that a process that dies lets go; the file names the holder's pid.
package final class DirectoryLock: Sendable {
    private let file: any File

    /// Takes the lock of `directory`, which exists; throws `locked` when another process has it.
    package init(_ directory: String, fileSystem: any FileSystem) throws(LogStoreError) {
        let path = "\(directory)/LOCK"
        file = try fileSystem.open(path, .create)
        guard try file.tryLock() else { throw .locked(path: directory, pid: try Self.holder(in: file)) }
        try file.truncate(to: 0)
        var text = ByteBuffer(capacity: 16)
        text.append(decimal: Int(getpid()))
        text.append("\n")
        try file.write([text.bytes], at: 0)
    }

    static func holder(in file: any File) throws(LogStoreError) -> Int? {
        var digits = [UInt8](repeating: 0, count: 32)
        let file = file
        let count = try readAll(file, &digits)
        return Int(String(decoding: digits[0..<count].prefix { $0 >= 48 && $0 <= 57 }, as: UTF8.self))
    }
}

/// Reads the start of a file into `bytes`; returns how much there was.
func readAll(_ file: any File, _ bytes: inout [UInt8]) throws(LogStoreError) -> Int {
    let outcome = unsafe bytes.withUnsafeMutableBytes { room -> Result<Int, LogStoreError> in
        do throws(LogStoreError) { return .success(try unsafe file.read(into: room, at: 0)) } catch {
            return .failure(error)
        }
    }
    return try outcome.get()
}
