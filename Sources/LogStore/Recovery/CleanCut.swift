import Base
import DequeModule
import LogFormat

/// The end of a journal: judges what lies behind it and removes that for good.
///
/// What is left behind the end are frames of a write that was torn, with the very sequences that come next.
/// None may survive, lest a later recovery takes one for what was written in its place: so the file is cut,
/// reserved anew and filled with zeros, and later files go, all of it durable before the first new frame.
struct CleanCut {
    private let inventory: JournalInventory
    private let startIndex: Int
    private let chain: FrameChain
    /// Index of the last file that stays, and where it goes on.
    private let file: Int
    private let position: Int
    /// Sequence of the first frame that does not count.
    private let sequence: JournalSequence

    init(
        _ inventory: JournalInventory, from startIndex: Int, chain: FrameChain, unfinished: CommandRun
    ) {
        self.inventory = inventory
        self.startIndex = startIndex
        self.chain = chain
        file = unfinished.parts.first?.file ?? chain.file
        position = unfinished.parts.first?.filePosition ?? chain.position
        sequence = unfinished.parts.first?.header.sequence ?? chain.due
    }

    /// Checks, cleans, and says where the journal goes on.
    func make(
        fileSystem: any FileSystem, directory: String, shard: UInt32
    ) throws(LogStoreError) -> JournalEnd {
        let kept = inventory.files[file]
        var scan = StaleScan(journal: kept.header.journal, missing: chain.due)
        var isClean = try scan.scan(
            inventory.files[chain.file].file, from: chain.position, bytes: inventory.files[chain.file].bytes)
        isClean = isClean && chain.file == file && chain.position == position
        var zeroed: [JournalInventory.Found] = []
        var removed = Array(inventory.files[..<startIndex])
        for index in inventory.files.indices.dropFirst(file + 1) {
            let found = inventory.files[index]
            let isZero =
                index > chain.file
                ? try scan.scan(found.file, from: JournalFileHeader.blockBytes, bytes: found.bytes) : false
            if isZero { zeroed.append(found) } else { removed.append(found) }
        }
        for found in inventory.headless {
            _ = try scan.scan(found.file, from: 0, bytes: found.bytes)
            removed.append(found)
        }
        if scan.isProof { throw try damage() }

        for found in removed { try fileSystem.remove(found.file.path) }
        if !removed.isEmpty { try fileSystem.syncDirectory(directory) }
        let bytes = isClean ? kept.bytes : try cut(kept)
        try rewriteUnproven()
        return end(shard: shard, bytes: bytes, spares: zeroed, staleEpoch: scan.highestEpoch)
    }

    /// Cuts the last file at the end and reserves the rest anew; returns its length.
    private func cut(_ kept: JournalInventory.Found) throws(LogStoreError) -> Int {
        try kept.file.truncate(to: position)
        try kept.file.sync()
        do throws(LogStoreError) { try kept.file.allocate(kept.bytes) } catch .full { return position }
        try ZeroFill.write(position..<kept.bytes, of: kept.file)
        try kept.file.sync()
        return kept.bytes
    }

    /// Writes the frames once more that were not known to be durable.
    ///
    /// If a sync failed before the process ended, the system may hold their pages for clean although the
    /// disk never got them; written again, they are dirty again.
    private func rewriteUnproven() throws(LogStoreError) {
        var written: [Int] = []
        for part in chain.unproven where part.header.sequence < sequence {
            let frame = part.chunk.bytes(part.position, part.header.frameBytes)
            try inventory.files[part.file].file.write([frame], at: part.filePosition)
            if written.last != part.file { written.append(part.file) }
        }
        for index in written { try inventory.files[index].file.sync() }
    }

    private func end(
        shard: UInt32, bytes: Int, spares: [JournalInventory.Found], staleEpoch: UInt32
    ) -> JournalEnd {
        var end = JournalEnd(journal: inventory.files[file].header.journal, shard: shard)
        end.lastSequence = JournalSequence(sequence.rawValue - 1)
        end.highestEpoch = max(chain.highestEpoch, staleEpoch)
        end.lastWrittenAt = chain.lastWrittenAt
        end.position = position
        end.highestNumber = inventory.files.last?.header.number ?? 0
        for index in startIndex...file {
            let found = inventory.files[index]
            let held = chain.held[index]
            end.files.append(
                JournalFile(
                    file: found.file, number: found.header.number, bytes: index == file ? bytes : found.bytes,
                    first: held?.first, last: held.map { min($0.last, end.lastSequence) }))
        }
        if position == JournalFileHeader.blockBytes, let last = end.files.indices.last {
            end.files[last].first = nil
            end.files[last].last = nil
        }
        end.spares = spares.map { JournalFile(file: $0.file, number: $0.header.number, bytes: $0.bytes) }
        return end
    }

    /// The error for an acknowledged frame that is missing: where it should stand.
    private func damage() throws(LogStoreError) -> LogStoreError {
        let due = chain.due
        var file = inventory.files[chain.file].file
        var byte = chain.position
        let here = try JournalInventory.frameHeader(in: file, at: byte)
        if here?.sequence != due {
            for index in inventory.files.indices.dropFirst(chain.file + 1) {
                let first = try JournalInventory.frameHeader(
                    in: inventory.files[index].file, at: JournalFileHeader.blockBytes)
                guard first?.sequence == due else { continue }
                file = inventory.files[index].file
                byte = JournalFileHeader.blockBytes
            }
        }
        return .damaged(
            file: file.path, byte: byte,
            reason: "frame \(due.rawValue) was acknowledged but is not what was written")
    }
}
