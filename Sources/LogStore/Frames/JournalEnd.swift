package import Base

/// Where a journal goes on: what recovery found, and what `FrameBuffer` and `FileJournal` start from.
package struct JournalEnd: Sendable {
    /// Random number in every file and frame of this journal.
    package var journal: UInt64
    package var shard: UInt32
    /// Sequence of the last frame that counts; 0 when there is none.
    package var lastSequence: JournalSequence
    /// Highest epoch met, even in frames that were cut: the next one must be above it.
    package var highestEpoch: UInt32
    /// When the last frame was written, by the shard's time.
    package var lastWrittenAt: Instant
    /// Files in the order of their numbers; the last is written on.
    package var files: [JournalFile]
    /// Files that hold nothing and may be used next.
    package var spares: [JournalFile]
    /// Where the last file goes on.
    package var position: Int
    /// Highest number any file ever had, as far as known.
    package var highestNumber: UInt64

    package init(journal: UInt64, shard: UInt32) {
        self.journal = journal
        self.shard = shard
        lastSequence = .none
        highestEpoch = 0
        lastWrittenAt = .distantPast
        files = []
        spares = []
        position = 0
        highestNumber = 0
    }
}

/// One file of a journal and the frames in it.
package struct JournalFile: Sendable {
    package let file: any File
    package let number: UInt64
    package var bytes: Int
    /// Sequences of its first and last frame; nil while it holds none.
    package var first: JournalSequence?
    package var last: JournalSequence?
}
