import Base
internal import CZlib

/// Inflates raw deflate data and stops behind each of its blocks, so that one sees where they part.
@safe
final class DeflateWalk {
    enum Stop: Equatable {
        /// Behind a block that is not the last, so many bits before the next byte.
        case block(unusedBits: Int)
        /// Behind the last block.
        case end
        /// All input is taken.
        case hungry
        /// What stands there is no deflate data.
        case broken
    }

    private static let growthBytes = 256 << 10
    private nonisolated(unsafe) let stream: UnsafeMutablePointer<z_stream>

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let outcome = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(outcome == Z_OK, "zlib has no memory left, or is another version")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Forgets all that came before: what follows may refer to nothing.
    func reset() { unsafe _ = inflateReset(stream) }

    /// Goes on in `input` from `position` to the next stop; inflated bytes join `out`.
    func advance(_ input: ByteView, from position: inout Int, into out: inout ByteBuffer) -> Stop {
        while true {
            let rest = input.dropping(position)
            if rest.isEmpty { return .hungry }
            if out.room < Self.growthBytes / 4 { out.reserve(Self.growthBytes) }
            let room = out.room
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: rest.base.assumingMemoryBound(to: UInt8.self))
            unsafe stream.pointee.avail_in = UInt32(rest.count)
            unsafe stream.pointee.next_out = out.tail.assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_out = UInt32(room)
            let outcome = unsafe inflate(stream, Z_BLOCK)
            position += unsafe rest.count - Int(stream.pointee.avail_in)
            out.didWrite(unsafe room - Int(stream.pointee.avail_out))
            switch outcome {
            case Z_STREAM_END: return .end
            case Z_OK, Z_BUF_ERROR:
                let type = unsafe stream.pointee.data_type
                if outcome == Z_OK, type & 128 != 0, type & 64 == 0 {
                    return .block(unusedBits: Int(type & 7))
                }
                if unsafe stream.pointee.avail_out > 0, position == input.count { return .hungry }
                if outcome == Z_BUF_ERROR, unsafe stream.pointee.avail_out > 0 { return .broken }
            default: return .broken
            }
        }
    }
}
