internal import Histogram
internal import Synchronization

/// What one thread of a load counted; only its thread touches it, but for `progress`.
final class LoadTally: @unchecked Sendable {
    /// Nanoseconds from 1 µs to 1 h, to three digits.
    var latencies = Histogram<UInt64>(
        lowestDiscernibleValue: 1_000, highestTrackableValue: 3_600_000_000_000,
        numberOfSignificantValueDigits: .three)
    var requests = 0
    var messages = 0
    var bodyBytes = 0
    var refusals = 0
    /// Connections lost.
    var losses = 0
    /// The first answer that was not 2xx, or the first reason for a lost connection.
    var firstTrouble: String?
    /// Messages so far, warm-up included, for the progress line.
    let progress = Atomic<Int>(0)

    /// Adds what another thread counted.
    func add(_ other: LoadTally) {
        latencies.add(other.latencies)
        requests += other.requests
        messages += other.messages
        bodyBytes += other.bodyBytes
        refusals += other.refusals
        losses += other.losses
        if firstTrouble == nil { firstTrouble = other.firstTrouble }
    }
}
