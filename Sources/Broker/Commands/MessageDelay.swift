package import Base

/// When a message that is published is ready.
package enum MessageDelay: Equatable, Sendable {
    /// So long after it was published.
    case by(Interval)
    /// At a time; one that has passed means at once.
    case until(Instant)

    /// When that is for what is published at `now`.
    func end(at now: Instant) -> Instant {
        switch self {
        case .by(let interval): now + interval
        case .until(let instant): instant
        }
    }
}
