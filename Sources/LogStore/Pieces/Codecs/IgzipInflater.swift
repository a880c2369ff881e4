package import Base
internal import CIgzip

/// ISA-L's inflate: about twice as fast as zlib's.
@safe
package final class IgzipInflater: Inflating {
    private let memory: CodecMemory

    package init() { memory = CodecMemory(martlet_igzip_inflate_bytes()) }

    package func inflate(_ stored: ByteView, plainBytes: Int, into out: inout ByteBuffer) -> Bool {
        // One byte more than expected, to see blocks that hold more.
        out.reserve(plainBytes + 1)
        let written = unsafe memory.withMemory { memory in
            unsafe martlet_igzip_inflate(memory, stored.base, stored.count, out.tail, plainBytes + 1)
        }
        guard written == plainBytes else { return false }
        out.didWrite(written)
        return true
    }
}
