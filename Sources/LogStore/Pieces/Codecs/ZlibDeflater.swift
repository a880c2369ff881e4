package import Base
internal import CZlib
package import LogFormat
internal import Synchronization

/// zlib's level 6: a twelfth of the speed of ISA-L for blocks that are smaller by about a tenth.
@safe
package final class ZlibDeflater: Deflating {
    package static let level: Int32 = 6

    package let density: Density
    private nonisolated(unsafe) let stream: UnsafeMutablePointer<z_stream>
    private let isUsed = Mutex(())

    package init(level: Int32 = level, density: Density = .dense) {
        self.density = density
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // Raw deflate with the whole window and the most memory.
        let outcome = unsafe deflateInit2_(
            stream, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(outcome == Z_OK, "zlib has no memory left, or is another version")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    package func deflate(_ plain: ByteView, into out: inout ByteBuffer) {
        out.reserve(StoredDeflater.storedBytes(plain.count) + 1024)
        let start = out.count
        let isDone = isUsed.withLock { _ in
            guard unsafe deflateReset(stream) == Z_OK else { return false }
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: plain.base.assumingMemoryBound(to: UInt8.self))
            unsafe stream.pointee.avail_in = UInt32(plain.count)
            unsafe stream.pointee.next_out = out.tail.assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_out = UInt32(out.room)
            let room = out.room
            guard unsafe CZlib.deflate(stream, Z_FULL_FLUSH) == Z_OK,
                unsafe stream.pointee.avail_in == 0, unsafe stream.pointee.avail_out > 0
            else { return false }
            out.didWrite(unsafe room - Int(stream.pointee.avail_out))
            return true
        }
        if !isDone || out.count - start >= StoredDeflater.storedBytes(plain.count) {
            out.truncate(to: start)
            StoredDeflater.store(plain, into: &out)
        }
    }
}
