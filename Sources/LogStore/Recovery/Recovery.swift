package import Base
package import LogFormat

/// Reads a journal from its oldest file, yields what counts, and makes its end clean to write on.
package struct Recovery: ~Copyable {
    /// What is thrown out of a visit.
    package typealias VisitError = FormatError

    private let fileSystem: any FileSystem
    private let directory: String
    private let shard: UInt32
    private let chunks: ChunkTable

    /// `chunks` is filled with what is read; its mark is moved along.
    package init(_ directory: String, shard: UInt32, fileSystem: any FileSystem, chunks: ChunkTable) {
        self.directory = directory
        self.shard = shard
        self.fileSystem = fileSystem
        self.chunks = chunks
    }

    /// Replays every command from `start` on; the journal gets the id `fresh` when there is none yet.
    ///
    /// Throws `damaged` when an acknowledged frame is not what was written, `unreadable` when `visit` throws
    /// or a newer release wrote it. `progress` hears bytes read and bytes in all.
    package consuming func run(
        from start: JournalSequence = JournalSequence(1), fresh: UInt64,
        progress: (Int, Int) -> Void = { _, _ in },
        visit: (RecoveredFrame) throws(VisitError) -> Void
    ) throws(LogStoreError) -> JournalEnd {
        throw .full
    }
}
