package import Base
package import LogFormat

/// Writes one piece and its index; belongs to one worker.
///
/// Bytes are kept until there are `Limits.pieceWriteBytes` of them, or `flush` is called; the file is open
/// only in between, if so wished, so that thousands may be under way. What was written is on its way to the
/// disk at once, which keeps the sync at the end short. The folder of the log must be there, and syncing it
/// is the caller's.
package struct PieceWriter: ~Copyable {
    private var entry: PieceEntry
    private let store: PieceStore
    private var file: (any File)?
    private var isBegun = false
    private var unwritten = ByteBuffer()
    private var written = 0
    private var blocks: [BlockEntry] = []

    /// Begins the piece of `log` that covers messages from `first` on; touches no file yet.
    package init(log: LogID, first: Offset, generation: UInt32, in store: PieceStore) {
        entry = PieceEntry(log: log, generation: generation, first: first, end: first, density: .dense)
        self.store = store
    }

    package var log: LogID { entry.log }

    /// Bytes that wait for being written.
    package var unwrittenBytes: Int { unwritten.count }

    /// Bytes of blocks so far, wherever they are.
    package var storedBytes: Int { written + unwritten.count }

    /// Bytes of lines so far.
    package var plainBytes: Int { entry.plainBytes }

    package var lines: Int { entry.lines }

    package var blockCount: Int { blocks.count }

    /// Adds a block, whose stored bytes are copied; may write.
    package mutating func append(_ stored: ByteView, _ block: BlockEntry) throws(LogStoreError) {
        precondition(stored.count == block.storedBytes)
        precondition(block.first >= entry.first && block.first >= entry.end)
        if storedBytes == 0 { GzipFraming.appendHeader(into: &unwritten) }
        var block = block
        block.position = storedBytes
        unwritten.append(stored)
        if blocks.isEmpty {
            entry.timeFirst = block.timeFirst
        } else {
            // Times never fall; were a clock to, the search by time needs them to rise all the same.
            block.timeFirst = max(block.timeFirst, entry.timeLast)
            block.timeLast = max(block.timeLast, entry.timeLast)
        }
        entry.timeLast = block.timeLast
        entry.end = block.last + 1
        entry.lines += block.lines
        entry.plainBytes += block.plainBytes
        entry.crc32 = GzipFraming.combine(entry.crc32, block.crc32, bytes: block.plainBytes)
        entry.density = min(entry.density, block.density)
        blocks.append(block)
        if unwritten.count >= store.settings.pieceWriteBytes { try flush() }
    }

    /// Writes what waits; with `closing` the descriptor and the memory are given back as well.
    package mutating func flush(closing: Bool = false) throws(LogStoreError) {
        if !unwritten.isEmpty {
            let file = try open()
            try file.write([unwritten.bytes], at: written)
            file.startWriteOut(written..<written + unwritten.count)
            written += unwritten.count
            unwritten.removeAll()
        }
        if closing {
            file = nil
            unwritten.release()
        }
    }

    /// Completes the piece, which covers all messages before `end`: file and index are on disk after it.
    package mutating func finish(covering end: Offset) throws(LogStoreError) -> PieceEntry {
        precondition(end >= entry.end && end > entry.first)
        entry.end = end
        if storedBytes == 0 { GzipFraming.appendHeader(into: &unwritten) }
        GzipFraming.appendEnd(crc32: entry.crc32, plainBytes: entry.plainBytes, into: &unwritten)
        try flush()
        entry.blocks = blocks.count
        entry.fileBytes = written
        let file = try open()
        try file.sync()
        self.file = nil
        unwritten.release()
        entry = try store.write(PieceIndex(entry: entry, blocks: blocks))
        return entry
    }

    /// Removes what was written; for a piece that will not be.
    package mutating func abandon() throws(LogStoreError) {
        file = nil
        unwritten.release()
        if isBegun { try store.remove(entry) }
    }

    private mutating func open() throws(LogStoreError) -> any File {
        if let file { return file }
        let opened = try store.fileSystem.open(store.path(of: entry), isBegun ? .existing : .create)
        if !isBegun {
            // A life that ended early may have left a file of this name.
            try opened.truncate(to: 0)
            isBegun = true
        }
        file = opened
        return opened
    }
}
