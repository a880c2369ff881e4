package import Base

/// What a checkpoint came to.
package struct CheckpointReport: Equatable, Sendable {
    /// Everything up to this frame of the journal is in it; names the snapshot.
    package let sequence: JournalSequence
    /// Bytes that it wrote: pieces, their indexes and the snapshot.
    package let bytes: Int
    /// How long it took.
    package let took: Interval

    package init(sequence: JournalSequence, bytes: Int, took: Interval) {
        self.sequence = sequence
        self.bytes = bytes
        self.took = took
    }
}
