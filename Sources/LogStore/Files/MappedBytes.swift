package import Base
import Glibc

/// Bytes of a file as read-only memory, which stays until this object goes, even when the file is removed.
///
/// Whoever uses `bytes` keeps the object meanwhile, by `withExtendedLifetime` where nothing else does.
@safe
package final class MappedBytes: @unchecked Sendable {
    package let bytes: ByteView
    private let base: UnsafeMutableRawPointer?
    /// Bytes from `base` on that were mapped; 0 when they are a copy on the heap.
    private let mappedBytes: Int

    /// Takes over a mapping of which `range` is what was asked for.
    init(mapping base: UnsafeMutableRawPointer, _ mappedBytes: Int, showing range: Range<Int>) {
        unsafe self.base = base
        self.mappedBytes = mappedBytes
        bytes = unsafe ByteView(base: base + range.lowerBound, count: range.count)
    }

    /// Reads the range into memory of its own: for files that cannot be mapped.
    init(copying range: Range<Int>, of file: some File) throws(LogStoreError) {
        let room = UnsafeMutableRawPointer.allocate(byteCount: max(1, range.count), alignment: 16)
        unsafe base = room
        mappedBytes = 0
        bytes = unsafe ByteView(base: room, count: range.count)
        let count = try unsafe file.read(
            into: UnsafeMutableRawBufferPointer(start: room, count: range.count), at: range.lowerBound)
        if count < range.count {
            throw .damaged(file: file.path, byte: range.lowerBound + count, reason: "the file ends here")
        }
    }

    deinit {
        guard let base = unsafe base else { return }
        if mappedBytes > 0 { unsafe _ = munmap(base, mappedBytes) } else { unsafe base.deallocate() }
    }
}

extension File {
    package func map(_ range: Range<Int>) throws(LogStoreError) -> MappedBytes {
        try MappedBytes(copying: range, of: self)
    }
}
