package import Base
internal import CIgzip
package import LogFormat
internal import Synchronization

/// ISA-L's level 1: several times as fast as zlib's fastest, and smaller.
@safe
package final class IgzipDeflater: Deflating {
    package let density = Density.fast
    private let memory: CodecMemory

    package init() { memory = CodecMemory(martlet_igzip_deflate_bytes()) }

    package func deflate(_ plain: ByteView, into out: inout ByteBuffer) {
        out.reserve(StoredDeflater.storedBytes(plain.count) + 1024)
        let written = unsafe memory.withMemory { memory in
            unsafe martlet_igzip_deflate(memory, plain.base, plain.count, out.tail, out.room)
        }
        guard written >= 4, written < plain.count else {
            StoredDeflater.store(plain, into: &out)
            return
        }
        out.didWrite(written)
        // Where its last block is of type 0, which ends at a byte, ISA-L leaves out what marks a flush.
        if out.bytes.load(out.count - 4, as: UInt32.self) != 0xFFFF_0000 {
            StoredDeflater.markFlush(into: &out)
        }
    }
}
