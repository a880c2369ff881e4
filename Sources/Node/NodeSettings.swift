package import Base
package import LogStore

/// What a node is told at its start.
package struct NodeSettings: Sendable {
    /// Bytes of journal on disk before publishing is refused.
    package var journalBytesMax: Int
    /// Bytes of recent frames kept in memory.
    package var tailBytesMax: Int
    /// Whether the virtual clock may be moved.
    package var isDevelopment: Bool

    /// Bytes applied but not yet written, at which publishers wait.
    package var openBytesMax = Limits.openBytesMax
    /// Bytes of all files of the data directory before publishing is refused; nil is the disk's own end.
    package var diskBytesMax: Int?
    /// Bytes kept for a full disk.
    package var reserveBytes = Limits.reserveBytes
    /// Bytes of journal from which on a checkpoint is made.
    package var checkpointBytes = Limits.checkpointJournalBytes
    /// Time after which a checkpoint is made when anything was written.
    package var checkpointInterval = Limits.checkpointTime
    /// Bytes of one journal file.
    package var journalFileBytes = Limits.journalFileBytes
    /// What is kept of pieces in memory, and their sizes; smaller in simulations.
    package var pieces = PieceStoreSettings()
    /// Bytes of a chunk of frames in memory; smaller in simulations.
    package var chunkBytes = Chunk.bytesDefault
    /// Bits of the hashes that keys are known by; fewer in tests that want collisions.
    package var keyHashBits = 64
    /// Bytes of a frame's payload; smaller in simulations.
    package var framePayloadBytesMax = Limits.framePayloadBytesMax

    /// Where the tables of time zones come from; without it there is UTC alone.
    package var zones: (any ZoneSource)?

    package init(
        journalBytesMax: Int = Limits.journalBytesDefault, tailBytesMax: Int = Limits.tailBytesMax,
        isDevelopment: Bool = false
    ) {
        self.journalBytesMax = journalBytesMax
        self.tailBytesMax = tailBytesMax
        self.isDevelopment = isDevelopment
    }
}
