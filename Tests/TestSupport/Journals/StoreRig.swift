package import Base
import LogFormat
package import LogStore

/// A log store put together without threads: frames, group commit and tails over any journal.
///
/// For one thread. Chunks and frames are small by default, so that short histories cross their bounds.
package final class StoreRig: @unchecked Sendable {
    /// Sizes that a test may choose.
    package struct Sizes: Sendable {
        package var chunkBytes = 4096
        package var tailBytesMax = 4 * 4096
        package var payloadMax = 1024
        package init() {}
    }

    package let chunks: ChunkTable
    package let handover = Handover()
    package let journal: any Journal
    package private(set) var frames: FrameBuffer
    package private(set) var commit: GroupCommit?
    /// Logs by number; made when first appended to.
    package var tails: [UInt32: Tail]
    /// Nanoseconds that the steps are told.
    package var clock: UInt64 = 1_000_000_000
    /// The shard's time.
    package var now = Instant(milliseconds: 1_700_000_000_000)
    /// Sequences of empty frames that group commit asked for, until a test takes them.
    package var closings: [JournalSequence] = []
    /// Sequences that were reported durable.
    package private(set) var advances: [JournalSequence] = []

    package init(
        _ journal: any Journal, after end: JournalEnd, chunks: ChunkTable, tails: [UInt32: Tail] = [:],
        sizes: Sizes = Sizes()
    ) {
        self.journal = journal
        self.chunks = chunks
        self.tails = tails
        frames = FrameBuffer(
            end, epoch: end.highestEpoch + 1, chunks: chunks, handover: handover,
            payloadMax: sizes.payloadMax)
        chunks.attach(journal)
        var settings = GroupCommit.Settings()
        settings.groupBytesMax = 4 * sizes.chunkBytes
        commit = GroupCommit(
            journal: journal, chunks: chunks, handover: handover, settings: settings,
            onAdvance: { [unowned self] in advances.append($0) },
            requestClosing: { [unowned self] in closings.append(frames.appendClosing(now: now).releaseAt) })
    }

    /// A rig over a journal in memory.
    package convenience init(memory journal: DelayingJournal, sizes: Sizes = Sizes()) {
        let chunks = ChunkTable(
            mark: Watermark(), bytesMax: sizes.tailBytesMax, chunkBytes: sizes.chunkBytes)
        self.init(journal, after: JournalEnd(journal: 7, shard: 0), chunks: chunks, sizes: sizes)
    }

    package var durable: JournalSequence { chunks.mark.current }

    package func tail(_ log: UInt32) -> Tail {
        if let tail = tails[log] { return tail }
        let tail = Tail(log: LogID(log), chunks: chunks)
        tails[log] = tail
        return tail
    }

    /// One command: lines, each without its LF, to each log named.
    @discardableResult
    package func append(_ blocks: [(log: UInt32, lines: [[UInt8]])], flush: Bool = true) -> CommandExtent {
        frames.begin(now: now)
        var ends: [UInt32: Offset] = [:]
        for block in blocks where !block.lines.isEmpty {
            let first = ends[block.log] ?? tail(block.log).end
            ends[block.log] = first + block.lines.count
            let head = AppendedHead(
                count: block.lines.count, timestamp: now,
                destination: AppendedDestination(log: LogID(block.log), partition: nil, first: first))
            var body = ByteBuffer()
            for line in block.lines {
                body.append(line)
                body.append(UInt8(ascii: "\n"))
            }
            frames.append(head, body: body.bytes)
        }
        let extent = frames.end(flush: flush)
        for placement in frames.placements {
            tail(placement.log.rawValue).append(placement, releaseAt: extent.releaseAt)
        }
        return extent
    }

    /// Seals the open chunk, as a checkpoint does.
    package func turnChunk() -> JournalCut { frames.turnChunk() }

    /// One command of raw event bytes.
    @discardableResult
    package func command(_ events: [UInt8], flush: Bool = true) -> CommandExtent {
        frames.begin(now: now)
        if !events.isEmpty { events.withByteView { frames.append(event: $0) } }
        return frames.end(flush: flush)
    }

    /// One command with one event for several logs.
    @discardableResult
    package func fan(_ logs: [UInt32], lines: [[UInt8]]) -> CommandExtent {
        frames.begin(now: now)
        var destinations = logs.map {
            AppendedDestination(log: LogID($0), partition: $0, first: tail($0).end)
        }
        let first = destinations.removeFirst()
        let body = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        let head = AppendedHead(
            count: lines.count, timestamp: now, destination: first, others: destinations)
        body.withByteView { frames.append(head, body: $0) }
        let extent = frames.end()
        for placement in frames.placements {
            tail(placement.log.rawValue).append(placement, releaseAt: extent.releaseAt)
        }
        return extent
    }

    /// One step of the journal thread.
    @discardableResult
    package func step() throws(LogStoreError) -> GroupCommit.Step {
        guard let commit else { return .stopped }
        return try commit.runOnce(now: clock)
    }

    /// Steps until nothing is left to write.
    package func drain() throws(LogStoreError) {
        while true {
            switch try step() {
            case .wrote, .asked: continue
            case .lingering(let until): clock = until
            case .idle, .full, .stopped: return
            }
        }
    }

    /// The lines of a log that are visible, read as a client does: cold stretches loaded when met.
    package func read(
        _ log: UInt32, from: Offset = .zero, upTo end: Offset? = nil, bytesMax: Int = .max
    ) throws(LogStoreError) -> [[UInt8]] {
        let tail = tail(log)
        let end = end ?? tail.visibleEnd
        var lines: [[UInt8]] = []
        var next = from
        var loaded = LoadedChunks.none
        while true {
            let result = try tail.read(from: next, upTo: end, bytesMax: bytesMax, loaded: loaded) { event in
                let skipped = max(0, from - event.first)
                for (index, line) in event.body.array.split(
                    separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
                ).dropLast().enumerated() where index >= skipped && event.first + index < end {
                    lines.append(Array(line))
                }
                return true
            }
            switch result {
            case .done, .forgotten: return lines
            case .cold(let at, let stretch):
                next = at
                loaded = try tail.load(stretch)
            }
        }
    }
}
