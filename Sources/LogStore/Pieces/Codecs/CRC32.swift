package import Base
internal import CIgzip

/// CRC-32, the checksum of gzip; ISA-L's, at the speed of memory.
package enum CRC32 {
    /// Checksum of `bytes`, continued from `seed`, the result for what came before (0 at the start).
    package static func checksum(_ bytes: ByteView, seed: UInt32 = 0) -> UInt32 {
        unsafe martlet_crc32(seed, bytes.base, bytes.count)
    }
}
