package import LogStore

/// What a step of housekeeping came to.
package enum HousekeepingStep: Sendable {
    /// Something was done; step again.
    case worked
    /// A job on a loop, or the journal, comes first: the bell rings then.
    case waiting
    /// Nothing is due before `until` on the monotonic clock, unless the bell rings.
    case idle(until: UInt64?)
    /// A job failed and was taken back; step again, it will be tried later.
    case failed(LogStoreError)
    /// Nobody knows what the disk holds: the process must end. No later step does anything.
    case ended(LogStoreError)
}
