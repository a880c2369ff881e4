internal import CLinux

/// When a load begins, counts and ends, in monotonic nanoseconds.
struct LoadWindow: Sendable {
    let begin: UInt64
    let measureFrom: UInt64
    let end: UInt64

    /// Begins now.
    init(warmup: Double, seconds: Double) {
        begin = martlet_monotonic()
        measureFrom = begin + UInt64(warmup * 1e9)
        end = measureFrom + UInt64(seconds * 1e9)
    }
}
