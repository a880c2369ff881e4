import Base
import CLinux
import Glibc

/// A file of the machine.
final class RealFile: File {
    let path: String
    private let descriptor: Int32

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(LogStoreError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = unsafe pread(descriptor, base + done, buffer.count - done, position + done)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw refused("pread")
            }
            done += count
        }
        return done
    }

    func write(_ pieces: [ByteView], at position: Int) throws(LogStoreError) {
        var vectors = unsafe pieces.map { piece in
            unsafe iovec(iov_base: UnsafeMutableRawPointer(mutating: piece.base), iov_len: piece.count)
        }
        var position = position
        var first = 0
        while unsafe first < vectors.count {
            let written = unsafe vectors[first...].prefix(Self.vectorsMax).withUnsafeBufferPointer { some in
                unsafe pwritev(descriptor, some.baseAddress, Int32(some.count), position)
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw .lacking("pwritev", path, errno)
            }
            position += written
            var rest = written
            while unsafe first < vectors.count, unsafe rest >= vectors[first].iov_len {
                rest -= unsafe vectors[first].iov_len
                first += 1
            }
            if unsafe first < vectors.count {
                unsafe vectors[first].iov_base += rest
                unsafe vectors[first].iov_len -= rest
            }
        }
    }

    func sync() throws(LogStoreError) {
        if fdatasync(descriptor) != 0 { throw refused("fdatasync") }
    }

    func size() throws(LogStoreError) -> Int {
        var status = stat()
        if unsafe fstat(descriptor, &status) != 0 { throw refused("fstat") }
        return status.st_size
    }

    func allocate(_ bytes: Int) throws(LogStoreError) {
        let code = martlet_allocate(descriptor, bytes)
        if code != 0 { throw .lacking("fallocate", path, code) }
    }

    func truncate(to bytes: Int) throws(LogStoreError) {
        if ftruncate(descriptor, bytes) != 0 { throw .lacking("ftruncate", path, errno) }
    }

    func tryLock() throws(LogStoreError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw refused("flock")
    }

    /// Pieces that one call takes: IOV_MAX.
    private static let vectorsMax = 1024

    func map(_ range: Range<Int>) throws(LogStoreError) -> MappedBytes {
        let skipped = range.lowerBound % Int(getpagesize())
        let length = skipped + range.count
        let base = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, range.lowerBound - skipped)
        // Some file systems, and an empty range, have no mapping.
        guard let base = unsafe base, unsafe base != UnsafeMutableRawPointer(bitPattern: -1) else {
            return try MappedBytes(copying: range, of: self)
        }
        return unsafe MappedBytes(mapping: base, length, showing: skipped..<length)
    }

    func startWriteOut(_ range: Range<Int>) {
        martlet_start_write_out(descriptor, range.lowerBound, range.count)
    }

    private func refused(_ operation: StaticString) -> LogStoreError {
        .refused(operation: operation, path: path, code: errno)
    }
}
