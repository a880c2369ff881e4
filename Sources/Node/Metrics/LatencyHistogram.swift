internal import Base

/// Counts of durations in power-of-two buckets from 1 µs to 1 s, with their sum.
///
/// Not synchronised: each instance belongs to one lock.
package struct LatencyHistogram {
    /// Bucket i counts durations of at most 2^i µs; the last counts all.
    package private(set) var counts: [UInt64]
    package private(set) var sumNanoseconds: UInt64 = 0

    static let bucketCount = 22

    package init() { counts = Array(repeating: 0, count: Self.bucketCount) }

    package mutating func record(nanoseconds: UInt64) {
        let micros = (nanoseconds &+ 999) / 1000
        let bucket = micros <= 1 ? 0 : UInt64.bitWidth - (micros - 1).leadingZeroBitCount
        counts[min(bucket, Self.bucketCount - 1)] &+= 1
        sumNanoseconds &+= nanoseconds
    }
}
