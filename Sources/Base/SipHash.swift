/// SipHash-2-4 with a 64-bit result: a keyed checksum that a stranger cannot forge.
///
/// From Aumasson and Bernstein, "SipHash: a fast short-input PRF". Not for passwords; the same in every process.
public struct SipHash: Sendable {
    /// The 128-bit secret, as two little-endian halves.
    public struct Key: Hashable, Sendable {
        /// Bytes 0 ..< 8.
        public var low: UInt64
        /// Bytes 8 ..< 16.
        public var high: UInt64

        /// Joins two halves.
        public init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }
    }

    private let key: Key

    /// Hashes under `key`.
    public init(key: Key) { self.key = key }

    /// The keyed hash of `bytes`.
    public func hash(_ bytes: ByteView) -> UInt64 {
        var state = State(key)
        state.compress(bytes)
        return state.finish()
    }

    /// The keyed hash of `bytes` with 128 bits: the variant of the reference code with twice the output.
    public func wideHash(_ bytes: ByteView) -> (low: UInt64, high: UInt64) {
        var state = State(key)
        state.widen()
        state.compress(bytes)
        return state.finishWide()
    }

    /// The four words that the rounds mix.
    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(_ key: Key) {
            v0 = key.low ^ 0x736f_6d65_7073_6575
            v1 = key.high ^ 0x646f_7261_6e64_6f6d
            v2 = key.low ^ 0x6c79_6765_6e65_7261
            v3 = key.high ^ 0x7465_6462_7974_6573
        }

        mutating func compress(_ bytes: ByteView) {
            let whole = bytes.count & ~7
            var position = 0
            while position < whole {
                compress(bytes.load(position, as: UInt64.self))
                position += 8
            }
            var last = UInt64(truncatingIfNeeded: bytes.count) << 56
            var shift: UInt64 = 0
            while position < bytes.count {
                last |= UInt64(bytes[position]) << shift
                shift += 8
                position += 1
            }
            compress(last)
        }

        @inline(__always)
        mutating func compress(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        @inline(__always)
        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            return mixed()
        }

        @inline(__always)
        mutating func widen() { v1 ^= 0xee }

        @inline(__always)
        mutating func finishWide() -> (low: UInt64, high: UInt64) {
            v2 ^= 0xee
            let low = mixed()
            v1 ^= 0xdd
            return (low, mixed())
        }

        @inline(__always)
        private mutating func mixed() -> UInt64 {
            round()
            round()
            round()
            round()
            return v0 ^ v1 ^ v2 ^ v3
        }

        @inline(__always)
        mutating func round() {
            v0 = v0 &+ v1
            v1 = rotated(v1, 13) ^ v0
            v0 = rotated(v0, 32)
            v2 = v2 &+ v3
            v3 = rotated(v3, 16) ^ v2
            v0 = v0 &+ v3
            v3 = rotated(v3, 21) ^ v0
            v2 = v2 &+ v1
            v1 = rotated(v1, 17) ^ v2
            v2 = rotated(v2, 32)
        }

        @inline(__always)
        private func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            word &<< bits | word &>> (64 &- bits)
        }
    }
}
