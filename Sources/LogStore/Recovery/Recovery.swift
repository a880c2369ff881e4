package import Base
package import LogFormat

/// Reads a journal from its oldest file, yields what counts, and makes its end clean to write on.
///
/// The rule of the torn tail is the one in `docs/FORMAT.md`.
package struct Recovery: Sendable {
    /// What is thrown out of a visit.
    package typealias VisitError = FormatError

    let fileSystem: any FileSystem
    let directory: String
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
    package func run(
        from start: JournalSequence = JournalSequence(1), fresh: UInt64,
        progress: (Int, Int) -> Void = { _, _ in },
        visit: (RecoveredFrame) throws(VisitError) -> Void
    ) throws(LogStoreError) -> JournalEnd {
        let inventory = try JournalInventory(directory, shard: shard, fileSystem: fileSystem)
        guard !inventory.files.isEmpty else { return try begin(inventory, start: start, fresh: fresh) }
        let startIndex = try inventory.startIndex(for: start)
        let due = try inventory.firstFrame(in: startIndex)?.sequence ?? start
        if due > start {
            throw .damaged(
                file: inventory.files[startIndex].file.path, byte: JournalFileHeader.blockBytes,
                reason: "it begins with frame \(due.rawValue), but frame \(start.rawValue) is needed")
        }
        let bytes = inventory.files.dropFirst(startIndex).reduce(0) { $0 + $1.bytes }
        var chain = FrameChain(inventory, from: startIndex, due: due, chunks: chunks)
        var run = CommandRun()
        var isGoingOn = true
        while isGoingOn {
            isGoingOn = try chain.readChunk { part throws(LogStoreError) in
                // A trim may have left the journal to begin within a command that is not needed.
                if run.parts.isEmpty, part.header.part > 1, part.header.sequence < start { return }
                guard run.append(part) else { throw Self.misplaced(part, in: inventory) }
                guard run.isComplete else { return }
                try replay(run, from: start, in: inventory, visit)
                run.removeAll()
            }
            progress(chain.bytesRead, bytes)
        }
        if let part = run.parts.first {
            chunks.cut(
                at: FrameAddress(chunk: part.chunk.number, position: UInt32(part.position)),
                lastSequence: JournalSequence(part.header.sequence.rawValue - 1))
        }
        let end = try CleanCut(inventory, from: startIndex, chain: chain, unfinished: run)
            .make(fileSystem: fileSystem, directory: directory, shard: shard)
        // A trim may have left no frame at all; those before were durable then.
        chunks.mark.advance(to: end.lastSequence)
        return end
    }

    /// The end of a journal that was never written.
    private func begin(
        _ inventory: JournalInventory, start: JournalSequence, fresh: UInt64
    ) throws(LogStoreError) -> JournalEnd {
        var scan = StaleScan(journal: nil, missing: .none)
        for found in inventory.headless {
            _ = try scan.scan(found.file, from: 0, bytes: found.bytes)
            if scan.isProof {
                throw .damaged(file: found.file.path, byte: 0, reason: "the file's header is gone")
            }
        }
        if start > JournalSequence(1) {
            throw .damaged(file: directory, byte: 0, reason: "the journal's files are missing")
        }
        for found in inventory.headless { try fileSystem.remove(found.file.path) }
        try fileSystem.syncDirectory(directory)
        return JournalEnd(journal: fresh, shard: shard)
    }

    /// Yields the frames of a complete command.
    private func replay(
        _ run: CommandRun, from start: JournalSequence, in inventory: JournalInventory,
        _ visit: (RecoveredFrame) throws(VisitError) -> Void
    ) throws(LogStoreError) {
        guard let last = run.parts.last?.header.sequence else { return }
        chunks.mark.advance(to: last)
        if last < start { return }
        for part in run.parts {
            let header = part.header
            let frame = RecoveredFrame(
                address: FrameAddress(chunk: part.chunk.number, position: UInt32(part.position)),
                sequence: header.sequence, releaseAt: last, writtenAt: header.writtenAt,
                epoch: header.epoch,
                events: part.chunk.bytes(part.position + FrameHeader.encodedBytes, header.length))
            do throws(VisitError) { try visit(frame) } catch {
                throw .unreadable(
                    file: inventory.files[part.file].file.path, byte: part.filePosition, error)
            }
        }
    }

    private static func misplaced(
        _ part: CommandRun.Part, in inventory: JournalInventory
    ) -> LogStoreError {
        .damaged(
            file: inventory.files[part.file].file.path, byte: part.filePosition,
            reason: "part \(part.header.part) of \(part.header.parts) is out of place")
    }
}
