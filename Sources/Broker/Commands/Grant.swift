package import Base

/// Why a parked receiver must be woken.
package struct Grant: Equatable, Sendable {
    /// Messages handed out together.
    package struct Leases: Equatable, Sendable {
        /// Which of `Decision.runs`, ascending; empty when there was nothing.
        package var runs: Range<Int>
        /// When the leases end.
        package var until: Instant

        package init(runs: Range<Int>, until: Instant) {
            self.runs = runs
            self.until = until
        }
    }

    /// What ended the wait.
    package enum Outcome: Equatable, Sendable {
        case leased(Leases)
        /// The same attempt asked again and parked in its place.
        case superseded
        case queueDeleted
    }

    package var waiter: WaiterID
    package var outcome: Outcome

    package init(waiter: WaiterID, outcome: Outcome) {
        self.waiter = waiter
        self.outcome = outcome
    }
}
