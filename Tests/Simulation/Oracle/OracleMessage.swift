import Base

/// A message of a queue as its clients know it.
struct OracleMessage {
    enum Stand: Equatable {
        case fresh
        /// In somebody's hands at least until then; later it may have expired without anybody knowing.
        case leased(until: Instant)
        case expired
        case nacked
        case acked
        case dropped
    }

    var stand = Stand.fresh
    /// Leases so far.
    var generation: UInt32 = 0
    /// Leases that failed or expired, as far as known.
    var failures = 0

    var isSettled: Bool { stand == .acked || stand == .dropped }

    /// Whether a receiver must get it.
    var isSurelyReady: Bool { stand == .fresh || stand == .expired || stand == .nacked }

    /// Whether somebody must hold it at `now`.
    func isSurelyLeased(at now: Instant) -> Bool {
        if case .leased(let until) = stand { return until > now }
        return false
    }

    /// Whether somebody may hold it.
    var isPerhapsLeased: Bool {
        if case .leased = stand { return true }
        return false
    }

    mutating func expire() {
        stand = .expired
        failures = min(1023, failures + 1)
    }
}
