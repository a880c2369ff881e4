package import Base
package import LogFormat

/// Finds the blocks of a piece from its gzip file alone.
///
/// A block ends where the data stands at a byte and refers to nothing before, and a line ends as well: behind
/// a full flush, or behind data that is stored as it is. Memory: one block.
package struct IndexRebuild: ~Copyable {
    private static let windowBytes = 1 << 20

    /// Sound blocks from the first on.
    package private(set) var blocks: [BlockEntry] = []
    /// Where a sound piece does not go on; nil when it is whole, its end and trailer included.
    package private(set) var stop: Int?

    private let file: any File
    private let fileBytes: Int
    private let walk = DeflateWalk()
    private var window = ByteBuffer(capacity: windowBytes)
    private var windowStart = GzipFraming.headerBytes
    private var taken = 0
    /// Where the block being read begins, and what it holds so far.
    private var start = GzipFraming.headerBytes
    private var plain = ByteBuffer()
    /// Whether it is stored as it is, so far.
    private var isStored = true

    private init(_ file: any File, bytes: Int) {
        self.file = file
        fileBytes = bytes
    }

    /// Reads a piece's file.
    package static func read(
        _ path: String, fileSystem: any FileSystem
    ) throws(LogStoreError) -> IndexRebuild {
        let file = try fileSystem.open(path, .existing)
        var rebuild = IndexRebuild(file, bytes: try file.size())
        try rebuild.run()
        return rebuild
    }

    private mutating func run() throws(LogStoreError) {
        var header = ByteBuffer(capacity: GzipFraming.headerBytes)
        GzipFraming.appendHeader(into: &header)
        let head = try bytes(at: 0, GzipFraming.headerBytes)
        if head.bytes != header.bytes {
            stop = 0
            return
        }
        var begins = start
        var isAligned = true
        while true {
            if begins == start, try isEnd(at: start) { return }
            let held = plain.count
            let isStoredBlock = isAligned ? try isStoredBlock(at: begins) : false
            guard case .block(let unusedBits) = try advance() else {
                stop = start
                return
            }
            let at = windowStart + taken
            isStored = isStored && isStoredBlock
            isAligned = unusedBits == 0
            if isAligned, try isBoundary(at, isEmpty: plain.count == held) {
                guard try endBlock(at: at) else { return }
            }
            begins = at
        }
    }

    /// Inflates up to the next place where deflate blocks part.
    private mutating func advance() throws(LogStoreError) -> DeflateWalk.Stop {
        while true {
            if taken == window.count {
                windowStart += taken
                taken = 0
                window.removeAll()
                try window.read(Self.windowBytes, from: file, at: windowStart)
                if window.isEmpty { return .broken }
            }
            let stop = walk.advance(window.bytes, from: &taken, into: &plain)
            if stop != .hungry { return stop }
        }
    }

    /// Whether the deflate block that begins at this byte holds its bytes as they are.
    private func isStoredBlock(at position: Int) throws(LogStoreError) -> Bool {
        let head = try bytes(at: position, 1)
        return head.count == 1 && head.bytes[0] & 7 == 0
    }

    /// Whether a block of ours may end at `at`, where a deflate block does that held something or not.
    private func isBoundary(_ at: Int, isEmpty: Bool) throws(LogStoreError) -> Bool {
        guard plain.count > 0, plain.bytes[plain.count - 1] == 0x0A else { return false }
        if !isEmpty && !isStored { return false }
        // Data stored as it is needs no flush, but may have one.
        let lengths = try bytes(at: isEmpty ? at - 4 : at + 1, 4)
        return lengths.bytes.isFlush == isEmpty
    }

    /// Takes the lines so far for a block; false when they are none.
    private mutating func endBlock(at end: Int) throws(LogStoreError) -> Bool {
        let reading: LineReading
        do throws(LineReading.Flaw) { reading = try LineReading(plain.bytes) } catch {
            stop = start
            return false
        }
        if let last = blocks.last, reading.first <= last.last || reading.timeFirst < last.timeLast {
            stop = start
            return false
        }
        let stored = try bytes(at: start, end - start)
        blocks.append(
            BlockEntry(
                first: reading.first, last: reading.last, lines: reading.lines, timeFirst: reading.timeFirst,
                timeLast: reading.timeLast, position: start, storedBytes: end - start,
                plainBytes: plain.count, crc32: CRC32.checksum(plain.bytes),
                checksum: CRC32C.checksum(stored.bytes), density: isStored ? .stored : .fast))
        start = end
        plain.removeAll()
        isStored = true
        walk.reset()
        return true
    }

    /// Whether the end of the gzip member and its trailer stand at `position`, and end the file.
    private func isEnd(at position: Int) throws(LogStoreError) -> Bool {
        guard position + GzipFraming.endBytes == fileBytes else { return false }
        var end = ByteBuffer(capacity: GzipFraming.endBytes)
        GzipFraming.appendEnd(crc32: crc32, plainBytes: plainBytes, into: &end)
        let found = try bytes(at: position, GzipFraming.endBytes)
        return found.bytes == end.bytes
    }

    private func bytes(at position: Int, _ count: Int) throws(LogStoreError) -> ByteBuffer {
        var bytes = ByteBuffer(capacity: count)
        try bytes.read(count, from: file, at: position)
        return bytes
    }

    /// CRC-32 of all lines.
    package var crc32: UInt32 {
        blocks.reduce(0) { GzipFraming.combine($0, $1.crc32, bytes: $1.plainBytes) }
    }

    /// Bytes of all lines.
    package var plainBytes: Int { blocks.reduce(0) { $0 + $1.plainBytes } }

    /// Bytes of the piece if it ended behind its last sound block.
    package var soundBytes: Int {
        (blocks.last.map { $0.position + $0.storedBytes } ?? GzipFraming.headerBytes) + GzipFraming.endBytes
    }

    /// The index of the piece `log`, `generation`, covering `first ..< end`.
    ///
    /// How hard blocks were compressed does not show, so of the ways it may have been the one is taken whose
    /// index has the checksum `wanted`, if one has.
    package func index(
        log: LogID, generation: UInt32, first: Offset, end: Offset, wanted: UInt32?
    ) -> PieceIndex {
        var entry = PieceEntry(log: log, generation: generation, first: first, end: end, density: .fast)
        entry.lines = blocks.reduce(0) { $0 + $1.lines }
        entry.blocks = blocks.count
        entry.plainBytes = plainBytes
        entry.fileBytes = soundBytes
        entry.crc32 = crc32
        if let one = blocks.first, let last = blocks.last {
            (entry.timeFirst, entry.timeLast) = (one.timeFirst, last.timeLast)
        }
        var guess: PieceIndex?
        for density in [Density.fast, .dense] {
            for stored in [Density.stored, density] {
                let marked = blocks.map { block in
                    var block = block
                    block.density = block.density == .stored ? stored : density
                    return block
                }
                entry.density = marked.map(\.density).min() ?? .dense
                let index = PieceIndex(entry: entry, blocks: marked)
                var bytes = ByteBuffer()
                if index.encode(into: &bytes).indexChecksum == wanted { return index }
                guess = guess ?? index
            }
        }
        return guess ?? PieceIndex(entry: entry, blocks: blocks)
    }
}

extension ByteView {
    /// Whether these are the last bytes of a flush: the lengths of an empty stored block.
    fileprivate var isFlush: Bool { count == 4 && load(0, as: UInt32.self) == 0xFFFF_0000 }
}
