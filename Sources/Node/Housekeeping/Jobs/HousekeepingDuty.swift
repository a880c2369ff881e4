internal import LogStore

/// What a duty found when it was asked for work.
enum DutySearch: Sendable {
    case job(any HousekeepingJob)
    /// The search itself waits for a loop's answer; ask again when the bell rings.
    case waiting
    /// There is nothing to do; ask again at `until` on the monotonic clock, or when something has happened.
    case nothing(until: UInt64?)
}

/// A kind of work that housekeeping looks after: finds the next job of it.
///
/// Asked between two jobs, in the order of urgency, from one thread at a time; it must be quick.
protocol HousekeepingDuty: Sendable {
    func search(_ context: HousekeepingContext) -> DutySearch
}
