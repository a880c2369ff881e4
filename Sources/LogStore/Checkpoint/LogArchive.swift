import Base
import LogFormat

/// Takes the lines of one log out of the journal: blocks for a piece, or few enough to be carried.
///
/// Belongs to the archive pass. No file is touched before the first block is complete; a piece as large as a
/// segment is completed at once, and another begun.
final class LogArchive {
    let order: ArchiveOrder
    private var builder: BlockBuilder
    private var writer: PieceWriter?
    /// Pieces that are complete: their files and indexes are on disk, their names are not.
    private(set) var pieces: [PieceEntry] = []
    /// Index of the range of `order.kept` that comes next.
    private var range = 0
    private let store: PieceStore

    init(_ order: ArchiveOrder, in store: PieceStore) {
        self.order = order
        self.store = store
        builder = BlockBuilder(log: order.log, blockBytes: store.settings.blockBytes)
    }

    /// Bytes of blocks that wait for being written.
    var unwrittenBytes: Int { writer?.unwrittenBytes ?? 0 }

    /// Whether it has blocks for a piece that is not complete.
    var isWriting: Bool { writer != nil }

    /// Whether there are lines that are in no block yet.
    var hasLines: Bool { !builder.isEmpty }

    /// Begins with the lines that the last snapshot carried, those that are still kept.
    func adopt(_ block: Block) throws(LogStoreError) {
        if let only = order.kept.first, only.lowerBound <= block.entry.first,
            only.upperBound > block.entry.last
        {
            return builder.adopt(block)
        }
        var cursor = block.lines.cursor
        do throws(FormatError) {
            while let line = try cursor.next() {
                if isKept(line.offset) { _ = builder.append(line) }
            }
        } catch {
            throw .damaged(file: "carried block of \(order.name)", byte: 0, reason: "\(error)")
        }
    }

    /// Appends what is kept of the messages of `view`; `scratch` is for compressed blocks.
    func append(
        _ view: AppendedView, with deflater: any Deflating, _ scratch: inout ByteBuffer
    ) throws(LogStoreError) {
        while range < order.kept.count, order.kept[range].upperBound <= view.first { range += 1 }
        var index = range
        while index < order.kept.count, order.kept[index].lowerBound < view.end {
            let wanted = order.kept[index].clamped(to: view.first..<view.end)
            var next = wanted.lowerBound
            while next < wanted.upperBound {
                next = builder.append(view, next..<wanted.upperBound)
                if next < wanted.upperBound || builder.isFull { try closeBlock(with: deflater, &scratch) }
            }
            index += 1
        }
    }

    /// Writes what waits, and holds neither the file nor memory for it.
    func flush() throws(LogStoreError) { try writer?.flush(closing: true) }

    /// Completes the last piece, with all lines that are left.
    func finishPiece(with deflater: any Deflating, _ scratch: inout ByteBuffer) throws(LogStoreError) {
        if !builder.isEmpty { try closeBlock(with: deflater, &scratch) }
        builder.release()
        try complete(covering: order.end)
    }

    /// Compresses the lines of a log that has too few for a piece into `scratch`.
    func closeCarried(with deflater: any Deflating, _ scratch: inout ByteBuffer) -> BlockEntry {
        scratch.removeAll()
        let entry = builder.take(with: deflater, into: &scratch)
        builder.release()
        return entry
    }

    /// Removes what was written, as far as it can be.
    func abandon() {
        try? writer?.abandon()
        for piece in pieces { try? store.remove(piece) }
    }

    private func closeBlock(
        with deflater: any Deflating, _ scratch: inout ByteBuffer
    ) throws(LogStoreError) {
        scratch.removeAll()
        let entry = builder.take(with: deflater, into: &scratch)
        if writer == nil {
            if order.before.pieces.isEmpty, pieces.isEmpty {
                try store.makeFolder(of: order.log, name: order.name)
            }
            // Nothing is left of what lies between the last piece and the first line.
            writer = PieceWriter(log: order.log, first: entry.first, generation: 1, in: store)
        }
        try writer?.append(scratch.bytes, entry)
        if let bytes = writer?.storedBytes, bytes >= store.settings.segmentBytes {
            try complete(covering: entry.last + 1)
        }
    }

    private func complete(covering end: Offset) throws(LogStoreError) {
        if let piece = try writer?.finish(covering: end) { pieces.append(piece) }
        writer = nil
    }

    private func isKept(_ offset: Offset) -> Bool {
        var low = 0
        var high = order.kept.count
        while low < high {
            let middle = (low + high) / 2
            if order.kept[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < order.kept.count && order.kept[low].lowerBound <= offset
    }
}
