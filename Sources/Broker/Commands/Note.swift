package import Base

/// A change of volatile state: never journaled, gone after replay.
package enum Note: Sendable {
    /// The clock jumped or the process started anew: each lease and session runs for at least its own
    /// length from here.
    case resumed(Instant)
}
