internal import Base

/// Whether dead letters are being moved, and what of them was seen to.
struct DeadLetterTurn {
    /// A pass over all dead letters is under way.
    var isMoving = false
    /// `Broker.dooms` when the last pass began.
    var seen: UInt64 = 0
    /// Counts passes, so that a rest that something else ended means nothing when it is over.
    var passes: UInt64 = 0
}
