package import Base
package import LogFormat

/// The state machine of one shard: decides commands, evolves by events; no clock, no thread, no file.
///
/// Whoever holds the shard's lock calls it, in this order: `decide` (or `tick`), write the events down,
/// `evolve` each with the sequence of the command's last frame, `note` the decision. Replay calls `evolve` alone.
package struct Broker: ~Copyable {
    package let shard: UInt32

    package init(shard: UInt32) {
        self.shard = shard
    }

    /// Yields what `command` means at `now`, into an emptied `decision`; changes nothing.
    package borrowing func decide(_ command: Command, now: Instant, into decision: inout Decision) {
        decision.clear()
    }

    /// Yields what is due at `now`; more may be due when `nextDeadline` is still not after `now`.
    package mutating func tick(now: Instant, into decision: inout Decision) {
        decision.clear()
    }

    /// When `tick` has something to do at the earliest.
    package var nextDeadline: Instant? { nil }

    /// Takes in what happened; `runs` is the arena that the event points into.
    package mutating func evolve(_ event: borrowing Event, runs: [SlotRun], at sequence: JournalSequence) {
    }

    /// Takes in what a decision means for parked receivers, after its events.
    package mutating func note(_ decision: borrowing Decision) {
    }

    /// Takes in what happened to the process.
    package mutating func note(_ note: Note) {
    }

    /// How full a queue is; nil when there is none.
    package func counts(of queue: EntityID) -> QueueCounts? { nil }
}
