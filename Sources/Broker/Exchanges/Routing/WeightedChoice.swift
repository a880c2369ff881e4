/// Who of several gets what has a certain hash, each as often as its weight says.
///
/// Weighted rendezvous hashing (Thaler and Ravishankar, 1998; weights by logarithms, Mosko 2005): everybody draws an
/// exponential time of the rate of its weight, and the first one wins. When somebody comes or goes, only what it
/// gets or had moves.
struct WeightedChoice {
    private let hash: UInt64
    private var bestTime: UInt64 = 0
    private var bestWeight: UInt64 = 0
    /// The number of the one that wins so far.
    private(set) var winner: UInt32?

    init(_ hash: UInt64) { self.hash = hash }

    mutating func offer(_ number: UInt32, hash own: UInt64, weight: UInt32) {
        let time = Self.time(TextHash.mix(hash ^ own &* 0x9E37_79B9_7F4A_7C15))
        // time / weight < bestTime / bestWeight; both stay below 2^30 and 2^20.
        guard winner == nil || time * bestWeight < bestTime * UInt64(weight) else { return }
        (winner, bestTime, bestWeight) = (number, time, UInt64(weight))
    }

    /// -log2 of a uniform number in (0, 1], in units of 2^-24.
    private static func time(_ word: UInt64) -> UInt64 {
        let word = word | 1
        let zeros = UInt64(word.leadingZeroBitCount)
        // The digits of the logarithm of 1 … 2, found by squaring (Feynman's and Knuth's way).
        var mantissa = (word << zeros) >> 32
        var fraction: UInt64 = 0
        for _ in 0..<24 {
            mantissa = (mantissa * mantissa) >> 31
            fraction <<= 1
            if mantissa >> 32 != 0 {
                mantissa >>= 1
                fraction |= 1
            }
        }
        return (zeros + 1) << 24 - fraction
    }
}
