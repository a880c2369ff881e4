/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored as POSIX does.
@frozen
public struct Instant: Hashable, Comparable, Sendable {
    /// The number of milliseconds.
    public var milliseconds: Int64
    /// Wraps a number of milliseconds.
    @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// By time.
    @inlinable public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
    /// Saturates at the ends of time instead of trapping.
    @inlinable public static func + (left: Instant, right: Interval) -> Instant {
        let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.milliseconds)
        return Instant(milliseconds: overflow ? (right.milliseconds < 0 ? .min : .max) : sum)
    }
    /// How much later the left one is.
    @inlinable public static func - (left: Instant, right: Instant) -> Interval {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        return Interval(milliseconds: overflow ? .max : difference)
    }
    /// Later than any other.
    public static let distantFuture = Instant(milliseconds: .max)
    /// Earlier than any other.
    public static let distantPast = Instant(milliseconds: .min)
}

/// A length of time in milliseconds; a name of its own so that it is not taken for `Swift.Duration`.
@frozen
public struct Interval: Hashable, Comparable, Sendable {
    /// The number of milliseconds.
    public var milliseconds: Int64
    /// Wraps a number of milliseconds.
    @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// A number of seconds.
    @inlinable public static func seconds(_ count: Int64) -> Interval { Interval(milliseconds: count * 1000) }
    /// By length.
    @inlinable public static func < (left: Interval, right: Interval) -> Bool {
        left.milliseconds < right.milliseconds
    }
    /// No time at all.
    public static let zero = Interval(milliseconds: 0)
}
