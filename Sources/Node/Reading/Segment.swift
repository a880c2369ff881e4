package import Base
internal import LogFormat
internal import LogStore

/// One file of a log's history, as it may be fetched: a piece, merged or not.
package struct Segment: Sendable {
    let piece: PieceEntry

    package var first: Offset { piece.first }
    /// Offset of the last message covered, whether it is still there or not.
    package var last: Offset { piece.end + -1 }
    /// How often the messages were written anew; files of one never change.
    package var generation: Int { Int(piece.generation) }
    package var messages: Int { piece.lines }
    /// Bytes of the lines.
    package var bytes: Int { piece.plainBytes }
    /// Bytes of the gzip file.
    package var storedBytes: Int { piece.fileBytes }
    package var firstTime: Instant { piece.timeFirst }
    package var lastTime: Instant { piece.timeLast }
    /// CRC-32 of the lines.
    package var checksum: UInt32 { piece.crc32 }
}

/// A stretch of a segment's file, mapped.
package struct SegmentStretch: Sendable {
    private let log: LogView
    private let mapping: SegmentBytes

    init(_ log: LogView, _ mapping: SegmentBytes) {
        self.log = log
        self.mapping = mapping
    }

    package var count: Int { mapping.bytes.count }

    /// The bytes of `range` of it, once a worker has brought them into memory.
    package func bytes(_ range: Range<Int>) async throws(Refused) -> StoredPage.Part {
        do throws(LogStoreError) {
            return try await log.onWorker { [mapping] in
                mapping.bringIn(range)
                return StoredPage.Part(bytes: mapping.bytes[range], owner: mapping)
            }
        } catch { throw log.refusal(error) }
    }
}

extension LogView {
    /// The files of its history, in order; what lies in a snapshot or the journal is not among them.
    package var segments: [Segment] {
        let start = earliest
        return history.state.pieces.filter { $0.end > start }.map(Segment.init)
    }

    /// The file of these messages in this generation; nil when there is none, or none any more.
    package func segment(first: Offset, generation: Int) -> Segment? {
        segments.first { $0.first == first && $0.generation == generation }
    }

    /// Maps `range` of a segment's file, which must lie within it.
    package func map(_ segment: Segment, _ range: Range<Int>) async throws(Refused) -> SegmentStretch {
        do throws(LogStoreError) {
            let mapping = try await onWorker { [pieces = shard.files.pieces] () throws(LogStoreError) in
                try pieces.segmentBytes(of: segment.piece, range)
            }
            return SegmentStretch(self, mapping)
        } catch { throw refusal(error) }
    }
}
