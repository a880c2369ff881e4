package import Base
import DequeModule
import LogFormat
import Synchronization

/// All chunks of a shard by number: the youngest in memory, of older ones the place in the journal.
///
/// At most `bytesMax` bytes of chunks are kept; the oldest go first, but none before it is durable. A
/// reader that holds a chunk keeps its memory alive. Any thread may ask; only the `FrameBuffer` and
/// recovery open chunks, only the journal thread records extents.
package final class ChunkTable: Sendable {
    private struct Slot {
        var chunk: Chunk?
        /// Bytes of frames; known once sealed.
        var length: Int?
        var lastSequence = JournalSequence.none
        var extents: [Extent] = []
        var placed = 0
    }

    private struct State: ~Copyable {
        /// Number of the first slot.
        var firstNumber: UInt32 = 0
        var slots = Deque<Slot>()
        /// Slots at the front whose chunk has left memory.
        var coldCount = 0
        var journal: (any Journal)?
    }

    /// How far frames are durable; chunks below it may leave memory.
    package let mark: Watermark
    private let memory: ChunkMemory
    /// Bytes of frames in sealed chunks: what the journal has grown by since the last trim.
    private let sealed = Atomic(0)
    private let residentMax: Int
    private let state = Mutex(State())

    package init(
        mark: Watermark, bytesMax: Int = Limits.tailBytesMax, chunkBytes: Int = Chunk.bytesDefault
    ) {
        self.mark = mark
        memory = ChunkMemory(blockBytes: chunkBytes)
        residentMax = max(2, bytesMax / chunkBytes)
    }

    /// Names the journal that cold chunks are read from; recovery makes the table before the journal.
    package func attach(_ journal: any Journal) { state.withLock { $0.journal = journal } }

    /// Bytes of frames in all chunks but the open one: what the journal grew by since the last trim.
    package var sealedBytes: Int { sealed.load(ordering: .relaxed) }

    /// Numbers of the chunks that the table knows, the open one included.
    package var numbers: Range<UInt32> {
        state.withLock { $0.firstNumber..<$0.firstNumber + UInt32($0.slots.count) }
    }

    /// Bytes of chunks that the table keeps in memory.
    package var residentBytes: Int {
        state.withLock { ($0.slots.count - $0.coldCount) * memory.blockBytes }
    }

    /// Opens the next chunk; the one before must be sealed.
    func open() -> Chunk {
        let durable = mark.current
        return state.withLock { state in
            Self.evict(from: &state, above: residentMax - 1, durable: durable)
            let number = state.firstNumber + UInt32(state.slots.count)
            let chunk = Chunk(number: number, memory: memory)
            state.slots.append(Slot(chunk: chunk))
            return chunk
        }
    }

    /// Seals a chunk: no frames come after `length`, the last of them has `lastSequence`.
    func seal(_ chunk: Chunk, at length: Int, lastSequence: JournalSequence) {
        state.withLock { state in
            let index = Int(chunk.number - state.firstNumber)
            state.slots[index].length = length
            state.slots[index].lastSequence = lastSequence
        }
        sealed.add(length, ordering: .relaxed)
        chunk.seal(at: length)
    }

    /// Forgets all frames from `end` on: recovery found that they do not count.
    func cut(at end: FrameAddress, lastSequence: JournalSequence) {
        state.withLock { state in
            for index in state.slots.indices where UInt32(index) + state.firstNumber >= end.chunk {
                let isFirst = UInt32(index) + state.firstNumber == end.chunk
                let length = isFirst ? Int(end.position) : 0
                state.slots[index].extents = state.slots[index].extents.compactMap { $0.prefix(length) }
                state.slots[index].placed = length
                sealed.add(length - (state.slots[index].length ?? 0), ordering: .relaxed)
                state.slots[index].length = length
                state.slots[index].lastSequence = lastSequence
                state.slots[index].chunk?.seal(at: length)
            }
        }
    }

    /// Notes where the journal put frames.
    func record(_ extents: [Extent]) {
        state.withLock { state in
            for extent in extents where extent.chunk >= state.firstNumber {
                let index = Int(extent.chunk - state.firstNumber)
                state.slots[index].extents.append(extent)
                state.slots[index].placed += extent.length
            }
        }
    }

    /// The chunk if it is in memory.
    func chunk(_ number: UInt32) -> Chunk? {
        state.withLock { state in
            guard number >= state.firstNumber else { return nil }
            let index = Int(number - state.firstNumber)
            return index < state.slots.count ? state.slots[index].chunk : nil
        }
    }

    /// Lets go what is over the bound and keeps memory for the next chunk ready; where nobody waits.
    func tidy() {
        let durable = mark.current
        state.withLock { Self.evict(from: &$0, above: residentMax, durable: durable) }
        memory.warmUp()
    }

    /// Reads a chunk that left memory back from the journal, for the caller alone. Blocks.
    package func load(_ number: UInt32) throws(LogStoreError) -> Chunk {
        let (found, journal) = state.withLock { state -> (Slot?, (any Journal)?) in
            guard number >= state.firstNumber else { return (nil, nil) }
            return (state.slots[Int(number - state.firstNumber)], state.journal)
        }
        guard let found else { throw .trimmed }
        if let chunk = found.chunk { return chunk }
        guard let journal, let length = found.length else { throw .trimmed }
        // A trim takes whole files, and a chunk may lie in two: then only its end is left.
        var start = 0
        while true {
            do throws(LogStoreError) {
                return try read(found.extents, from: start, to: length, number, journal)
            } catch .trimmed {
                guard let next = found.extents.first(where: { $0.position > start }) else { throw .trimmed }
                start = next.position
            }
        }
    }

    private func read(
        _ extents: [Extent], from start: Int, to length: Int, _ number: UInt32, _ journal: any Journal
    ) throws(LogStoreError) -> Chunk {
        let chunk = Chunk(number: number, memory: memory, start: start)
        for extent in extents where extent.position >= start {
            let room = unsafe UnsafeMutableRawBufferPointer(
                start: chunk.base + extent.position, count: extent.length)
            try unsafe journal.read(extent, into: room)
        }
        chunk.seal(at: length)
        return chunk
    }

    /// Forgets the chunks whose frames all lie below `sequence`.
    package func trim(before sequence: JournalSequence) {
        state.withLock { state in
            while let slot = state.slots.first, let length = slot.length, slot.lastSequence < sequence,
                state.slots.count > 1
            {
                sealed.subtract(length, ordering: .relaxed)
                state.slots.removeFirst()
                state.firstNumber += 1
                state.coldCount = max(0, state.coldCount - 1)
            }
        }
    }

    private static func evict(from state: inout State, above kept: Int, durable: JournalSequence) {
        while state.slots.count - state.coldCount > kept {
            let slot = state.slots[state.coldCount]
            guard let length = slot.length, slot.placed >= length, slot.lastSequence <= durable else {
                return
            }
            state.slots[state.coldCount].chunk = nil
            state.coldCount += 1
        }
    }
}
