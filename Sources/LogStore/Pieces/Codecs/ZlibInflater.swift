package import Base
internal import CZlib
internal import Synchronization

/// zlib's inflate: what tests hold the other codecs against, since readers use it.
@safe
package final class ZlibInflater: Inflating {
    private nonisolated(unsafe) let stream: UnsafeMutablePointer<z_stream>
    private let isUsed = Mutex(())

    package init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let outcome = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(outcome == Z_OK, "zlib has no memory left, or is another version")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    package func inflate(_ stored: ByteView, plainBytes: Int, into out: inout ByteBuffer) -> Bool {
        out.reserve(plainBytes + 1)
        let written = isUsed.withLock { _ -> Int in
            guard unsafe inflateReset(stream) == Z_OK else { return -1 }
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: stored.base.assumingMemoryBound(to: UInt8.self))
            unsafe stream.pointee.avail_in = UInt32(stored.count)
            unsafe stream.pointee.next_out = out.tail.assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_out = UInt32(plainBytes + 1)
            let outcome = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
            guard outcome == Z_OK || outcome == Z_STREAM_END || outcome == Z_BUF_ERROR else { return -1 }
            return unsafe plainBytes + 1 - Int(stream.pointee.avail_out)
        }
        guard written == plainBytes else { return false }
        out.didWrite(written)
        return true
    }
}
