internal import CIntrinsics

/// CRC-32C (Castagnoli), the checksum of every frame and file header.
///
/// The polynomial is RFC 3720's; uses the processor's instruction where there is one.
public enum CRC32C {
    /// Checksum of `bytes`, continued from `seed`, the result for what came before (0 at the start).
    public static func checksum(_ bytes: ByteView, seed: UInt32 = 0) -> UInt32 {
        unsafe martlet_crc32c(seed, bytes.base, bytes.count)
    }
}
