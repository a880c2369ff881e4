package import Base
package import LogFormat

/// A stretch of a piece's file, to be sent as it is; goes on being there when the file is removed.
package final class SegmentBytes: Sendable {
    package let bytes: ByteView
    private let mapping: MappedBytes

    init(_ mapping: MappedBytes) {
        self.mapping = mapping
        bytes = mapping.bytes
    }

    /// Has `range` of it in memory, so that sending does not wait for the disk. Blocks; for a worker.
    package func bringIn(_ range: Range<Int>) {
        // The sum is of no use: what counts is that every page was touched.
        _ = CRC32C.checksum(bytes[range])
    }
}

extension PieceStore {
    /// Maps `range` of the file of `piece`, which must lie within it. Blocks; for a worker.
    package func segmentBytes(
        of piece: PieceEntry, _ range: Range<Int>
    ) throws(LogStoreError) -> SegmentBytes {
        SegmentBytes(try file(of: .piece(piece)).map(range))
    }
}
