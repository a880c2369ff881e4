package import Base

/// Which partition a key belongs to: the same as Kafka's Java client chooses.
///
/// murmur2 with Kafka's seed over the key's bytes, the sign bit cleared, modulo the partitions (KIP-480 left this
/// as it was for records with keys).
package enum Partitioner {
    /// The partition of `key` among `partitions`, which is at least 1.
    package static func partition(of key: ByteView, among partitions: Int) -> Int {
        Int(murmur2(key) & 0x7FFF_FFFF) % partitions
    }

    /// Austin Appleby's MurmurHash2, 32 bits, with the seed 0x9747b28c.
    package static func murmur2(_ key: ByteView) -> UInt32 {
        let factor: UInt32 = 0x5bd1_e995
        var hash = 0x9747_b28c ^ UInt32(truncatingIfNeeded: key.count)
        var position = 0
        while key.count - position >= 4 {
            var word = key.load(position, as: UInt32.self) &* factor
            word ^= word >> 24
            hash = (hash &* factor) ^ (word &* factor)
            position += 4
        }
        if position < key.count {
            var rest: UInt32 = 0
            for index in (position..<key.count).reversed() { rest = rest << 8 | UInt32(key[index]) }
            hash = (hash ^ rest) &* factor
        }
        hash ^= hash >> 13
        hash = hash &* factor
        return hash ^ hash >> 15
    }
}
