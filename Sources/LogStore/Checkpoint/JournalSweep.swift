package import Base
package import LogFormat

/// Goes once over the journal before a cut, chunk by chunk, and shows what was appended in each.
///
/// The frames must be durable. A chunk is held only while it is walked, and as long as a line begun in it
/// goes on. Belongs to one worker.
package struct JournalSweep: ~Copyable {
    /// A line that goes on in the next frame.
    private struct Unfinished {
        let chunk: Chunk
        let position: Int
        let length: Int
    }

    private let chunks: ChunkTable
    private let after: JournalSequence
    private let end: UInt32
    private var next: UInt32
    private var unfinished: Unfinished?
    private var line = ByteBuffer()

    /// Begins with the first frame above `sequence` and ends at the cut.
    package init(_ chunks: ChunkTable, after sequence: JournalSequence, upTo cut: JournalCut) {
        self.chunks = chunks
        after = sequence
        end = cut.chunk
        next = chunks.numbers.lowerBound
    }

    /// Walks the next chunk; false when there is none. Blocks where the chunk has left memory.
    ///
    /// An event is shown once, seen by its first destination, and with the whole of its lines.
    package mutating func step(
        _ visit: (AppendedView) throws(LogStoreError) -> Void
    ) throws(LogStoreError) -> Bool {
        guard next < end else { return false }
        let chunk: Chunk
        if let resident = chunks.chunk(next) { chunk = resident } else { chunk = try chunks.load(next) }
        next += 1
        var position = chunk.start
        let length = chunk.sealedLength ?? position
        while position < length {
            guard let header = chunk.header(at: position) else { throw damage(chunk, position, "no frame") }
            if header.sequence > after {
                try walk(chunk, position + FrameHeader.encodedBytes, header.length, visit)
            }
            position += header.frameBytes
        }
        return true
    }

    /// Shows the events of one frame.
    private mutating func walk(
        _ chunk: Chunk, _ start: Int, _ length: Int,
        _ visit: (AppendedView) throws(LogStoreError) -> Void
    ) throws(LogStoreError) {
        var at = start
        while at < start + length {
            let bytes = chunk.bytes(at, start + length - at)
            let view: AppendedView?
            do throws(FormatError) {
                let header = try EventHeader(decoding: bytes)
                view = try take(header, bytes, in: chunk, at)
                at += header.eventBytes
            } catch { throw damage(chunk, at, "\(error)") }
            guard let view else { continue }
            try visit(view)
        }
    }

    /// What an event says of appended lines, once they are whole.
    private mutating func take(
        _ header: EventHeader, _ bytes: ByteView, in chunk: Chunk, _ position: Int
    ) throws(FormatError) -> AppendedView? {
        if header.kind == .appended {
            let view = try AppendedView(header: header, bytes: bytes)
            guard view.goesOn else { return view }
            unfinished = Unfinished(chunk: chunk, position: position, length: header.eventBytes)
            line.removeAll()
            line.append(view.body)
            return nil
        }
        guard header.kind == .continued else { return nil }
        guard let begun = unfinished else { throw .badField("continued") }
        let more = try AppendedContinued(decoding: bytes)
        line.append(more.piece)
        if more.goesOn { return nil }
        unfinished = nil
        let first = try AppendedView(decoding: begun.chunk.bytes(begun.position, begun.length))
        return first.completed(with: line.bytes)
    }

    private func damage(_ chunk: Chunk, _ position: Int, _ reason: String) -> LogStoreError {
        .damaged(file: "chunk \(chunk.number)", byte: position, reason: reason)
    }
}
