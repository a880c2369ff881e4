package import Base

/// How much each partition of a topic keeps; nil is without limit.
///
/// What is over any of the limits goes, oldest first, whether or not somebody has read it.
package struct Retention: Equatable, Sendable {
    /// Messages older than this go.
    package var time: Interval?
    /// Bytes of lines that stay at most.
    package var bytes: Int?
    /// Offsets that stay at most; in a compacted log some of them hold no message any more.
    package var count: Int?

    package init(time: Interval? = nil, bytes: Int? = nil, count: Int? = nil) {
        self.time = time
        self.bytes = bytes
        self.count = count
    }

    /// Everything stays.
    package static let unlimited = Retention()

    package var isUnlimited: Bool { self == .unlimited }
}
