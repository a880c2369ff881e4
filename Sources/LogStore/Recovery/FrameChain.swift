import Base
import DequeModule
import LogFormat

/// Follows the frames of a journal from file to file, each with the sequence one above the last.
struct FrameChain {
    private let inventory: JournalInventory
    private let chunks: ChunkTable
    private let journal: UInt64
    /// Index of the file being read and where its next frame is due.
    private(set) var file: Int
    private(set) var position = JournalFileHeader.blockBytes
    /// Sequence that is due.
    private(set) var due: JournalSequence
    private(set) var highestEpoch: UInt32 = 0
    private(set) var lastWrittenAt = Instant.distantPast
    /// First and last sequence met in each file.
    private(set) var held: [(first: JournalSequence, last: JournalSequence)?]
    private(set) var bytesRead = 0
    /// Frames at the end that no later one says to be durable.
    private(set) var unproven = Deque<CommandRun.Part>()
    private var proven = JournalSequence.none

    init(
        _ inventory: JournalInventory, from file: Int, due: JournalSequence, chunks: ChunkTable
    ) {
        self.inventory = inventory
        self.chunks = chunks
        self.file = file
        self.due = due
        journal = inventory.files[file].header.journal
        held = inventory.files.map { _ in nil }
    }

    /// Reads the next stretch of at most a chunk and visits its frames; false at the end of the chain.
    mutating func readChunk(
        _ visit: (CommandRun.Part) throws(LogStoreError) -> Void
    ) throws(LogStoreError) -> Bool {
        let chunk = chunks.open()
        let found = inventory.files[file]
        let count = min(chunk.capacity, max(0, found.bytes - position))
        let read = try unsafe found.file.read(
            into: UnsafeMutableRawBufferPointer(start: chunk.base, count: count), at: position)
        bytesRead += read
        let start = position
        var last = JournalSequence(due.rawValue - 1)
        var at = 0
        while let header = next(in: chunk.bytes(at, read - at)) {
            let part = CommandRun.Part(
                header: header, chunk: chunk, position: at, file: file, filePosition: start + at)
            at += header.frameBytes
            position += header.frameBytes
            note(part)
            last = header.sequence
            try visit(part)
        }
        chunks.seal(chunk, at: at, lastSequence: last)
        if at > 0 {
            let place = JournalPlace(file: found.header.number, position: start)
            chunks.record([Extent(chunk: chunk.number, position: 0, length: at, place: place)])
            // What is left may be the start of a frame that the next chunk holds whole.
            return true
        }
        return try goOnInNextFile()
    }

    private func next(in bytes: ByteView) -> FrameHeader? {
        guard let header = FrameHeader(decoding: bytes), header.journal == journal, header.sequence == due,
            header.epoch >= highestEpoch, header.isSound(in: bytes)
        else { return nil }
        return header
    }

    private mutating func note(_ part: CommandRun.Part) {
        let header = part.header
        proven = max(proven, header.durable)
        while let first = unproven.first, first.header.sequence <= proven { unproven.removeFirst() }
        unproven.append(part)
        held[file] = (first: held[file]?.first ?? header.sequence, last: header.sequence)
        highestEpoch = header.epoch
        lastWrittenAt = max(lastWrittenAt, header.writtenAt)
        due = JournalSequence(due.rawValue + 1)
    }

    /// Moves to the file that begins with the frame that is due; false when there is none.
    private mutating func goOnInNextFile() throws(LogStoreError) -> Bool {
        for index in inventory.files.indices.dropFirst(file + 1) {
            if let first = try inventory.firstFrame(in: index), first.sequence == due {
                file = index
                position = JournalFileHeader.blockBytes
                return true
            }
        }
        return false
    }
}
