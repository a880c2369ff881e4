internal import Base
internal import CZlib
internal import HTTPWire

/// Takes gzip off a body, piece by piece; several members after one another are one body (RFC 1952).
@safe
final class Inflater {
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last byte taken was the last of a member.
    private(set) var isAtEnd = false

    init() throws(Refusal) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window, and 16 to demand a gzip header.
        let outcome = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard outcome == Z_OK else { throw Refusal(.tooManyBodies) }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Appends what `input` holds to `output`, as far as its room goes; gives the bytes of input it took.
    func inflate(_ input: ByteView, into output: inout ByteBuffer) throws(Refusal) -> Int {
        let room = output.room
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.base.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.tail.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(clamping: room)
        var isStuck = false
        while !isStuck {
            if isAtEnd {
                guard unsafe stream.pointee.avail_in > 0 else { break }
                guard unsafe inflateReset(stream) == Z_OK else { throw Refusal(.badGzip) }
                isAtEnd = false
            }
            switch unsafe CZlib.inflate(stream, Z_NO_FLUSH) {
            case Z_STREAM_END: isAtEnd = true
            case Z_OK, Z_BUF_ERROR:
                isStuck = unsafe stream.pointee.avail_in == 0 || stream.pointee.avail_out == 0
            default: throw Refusal(.badGzip)
            }
        }
        output.didWrite(unsafe room - Int(stream.pointee.avail_out))
        return unsafe input.count - Int(stream.pointee.avail_in)
    }
}
