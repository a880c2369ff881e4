internal import LogStore

/// What a step of a job came to.
enum JobStep: Sendable {
    /// Something was done; there is more.
    case worked
    /// An answer of a loop or the journal comes first; whoever brings it rings the bell.
    case waiting
    /// The job is finished.
    case done
    /// Something else comes first: the job is given up, and its duty rests before it looks for another.
    case gaveWay
}

/// Work of housekeeping in bounded steps: a chunk, a block, the sync of a file, a rename.
///
/// Between any two steps the process may die: what stands on the disk then must be as good as before the
/// job, but for files that nobody names. One job runs at a time.
protocol HousekeepingJob: Sendable {
    /// What it does, for metrics and the log: `checkpoint`, `merge`.
    var name: StaticString { get }
    /// Whether the step that failed may have taken effect all the same: then the process must end.
    var isPastReturn: Bool { get }
    /// Whether it rests between its steps, so that traffic hardly notices it; see `Pace`.
    var goesSlowly: Bool { get }
    /// Does the next step. It never takes the shard lock itself: see `HousekeepingContext.ask`.
    mutating func step(_ context: HousekeepingContext) throws(LogStoreError) -> JobStep
    /// Takes back what was begun, files included, after a step failed; called once, instead of another step.
    mutating func abandon(_ context: HousekeepingContext, after error: LogStoreError)
}

extension HousekeepingJob {
    var isPastReturn: Bool { false }
    var goesSlowly: Bool { false }
}
