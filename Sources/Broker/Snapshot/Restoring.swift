internal import Base

/// Where the restoring of a snapshot stands: the queue whose messages follow.
struct Restoring {
    /// What tells a run of leases from all others of its queue.
    struct RunKey: Hashable {
        var grant: UInt64
        var lane: UInt16
        var first: UInt64
    }

    /// The queue whose record came last; nil once it is complete.
    var queue: Queue?
    /// Whether some of its messages were told of.
    var hasSlots = false
    /// The lane of it whose messages follow.
    var lane: UInt16 = 0
    /// The next slot of the page that is begun; 0 when none is.
    var slot = 0
    /// Behind the last message of this lane whose bytes are known.
    var weighed: UInt64 = 0
    /// Runs of leases that reach over a part.
    var handles: [RunKey: UInt32] = [:]
    /// Messages that are due after a wait, in the order of their offsets.
    var dues: [RestoredDue] = []
}

/// A due message that a snapshot tells of.
struct RestoredDue {
    /// Its place among the others, which may have gaps.
    var ordinal: UInt64
    var entry: DueLine.Entry
}
