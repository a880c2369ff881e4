internal import Base

/// How far an entity has taken in events.
struct EventMark {
    /// Sequence of the entity's last event.
    private(set) var last = JournalSequence.none
    /// What a snapshot of the entity held; replay skips what is not above it.
    private(set) var restored = JournalSequence.none

    /// An entity that a snapshot brought back.
    init(restored: JournalSequence = .none) {
        last = restored
        self.restored = restored
    }

    /// Whether an event at `sequence` is news; remembers it if so.
    ///
    /// Several events of one command share a sequence, hence the comparison with `restored`, not `last`.
    mutating func admits(_ sequence: JournalSequence) -> Bool {
        guard sequence > restored else { return false }
        last = sequence
        return true
    }
}
