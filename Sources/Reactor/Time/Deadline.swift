package import Base

/// A point on the monotonic clock, in nanoseconds since some start of the machine.
package struct Deadline: Hashable, Comparable, Sendable {
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Later than any other: it never comes.
    package static let never = Deadline(nanoseconds: .max)

    package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Saturates at `never`; a negative interval counts as none.
    package static func + (left: Deadline, right: Interval) -> Deadline {
        let (span, tooLong) = UInt64(max(right.milliseconds, 0)).multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(span)
        return Deadline(nanoseconds: tooLong || overflow ? .max : sum)
    }
}
