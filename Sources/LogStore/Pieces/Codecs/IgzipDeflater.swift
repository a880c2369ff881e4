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
        if written < 0 || written >= StoredDeflater.storedBytes(plain.count) {
            StoredDeflater.store(plain, into: &out)
        } else {
            out.didWrite(written)
        }
    }
}
