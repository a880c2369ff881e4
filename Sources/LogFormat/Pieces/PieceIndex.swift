package import Base

/// The blocks of one piece, as its index file lists them.
///
/// ```
///  0  8  magic "MARTLETI"
///  8  4  format version, 1
/// 12  4  zero
/// 16 88  the piece's entry, with zero for the checksum of the index
/// 104    64 bytes for each block, in order
/// ..  4  CRC of all bytes before
/// ```
package struct PieceIndex: Equatable, Sendable {
    package static let version: UInt32 = 1
    private static let headBytes = 16 + PieceEntry.encodedBytes

    package let entry: PieceEntry
    package let blocks: [BlockEntry]

    /// Bytes of an index file of `blocks` blocks.
    package static func encodedBytes(blocks: Int) -> Int {
        headBytes + blocks * BlockEntry.encodedBytes + 4
    }

    package init(entry: PieceEntry, blocks: [BlockEntry]) {
        self.entry = entry
        self.blocks = blocks
    }

    /// Reads a whole index file; throws what is wrong with it, blocks that do not follow each other included.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.headBytes + 4 else { throw .truncated }
        guard bytes.hasPrefix("MARTLETI") else { throw .badField("magic") }
        let end = bytes.count - 4
        let checksum = CRC32C.checksum(bytes[0..<end])
        guard checksum == bytes.load(end, as: UInt32.self) else { throw .badField("CRC") }
        let version = bytes.load(8, as: UInt32.self)
        guard version == Self.version else { throw .unknownFormat(version) }
        guard bytes.load(12, as: UInt32.self) == 0 else { throw .badField("zero") }
        var entry = try PieceEntry(decoding: bytes.dropping(16))
        guard entry.indexChecksum == 0 else { throw .badField("checksum") }
        guard entry.indexBytes == bytes.count,
            bytes.count == Self.encodedBytes(blocks: entry.blocks)
        else { throw .badField("length") }
        entry.indexChecksum = checksum
        var blocks: [BlockEntry] = []
        blocks.reserveCapacity(entry.blocks)
        for index in 0..<entry.blocks {
            let start = Self.headBytes + index * BlockEntry.encodedBytes
            blocks.append(try BlockEntry(decoding: bytes.dropping(start)))
        }
        try Self.check(blocks, of: entry)
        self.init(entry: entry, blocks: blocks)
    }

    /// Writes the file; the entry's `indexBytes` and `indexChecksum` are made here, whatever it holds.
    package func encode(into out: inout ByteBuffer) -> PieceEntry {
        var entry = entry
        entry.indexBytes = Self.encodedBytes(blocks: blocks.count)
        entry.indexChecksum = 0
        let start = out.count
        out.reserve(entry.indexBytes)
        out.append("MARTLETI")
        out.append(littleEndian: Self.version)
        out.append(littleEndian: UInt32(0))
        entry.encode(into: &out)
        for block in blocks { block.encode(into: &out) }
        entry.indexChecksum = CRC32C.checksum(out.bytes.dropping(start))
        out.append(littleEndian: entry.indexChecksum)
        return entry
    }

    /// The block that holds `offset`, or the first behind it where it has no line; nil behind the last.
    package func block(holding offset: Offset) -> Int? {
        let index = blocks.firstIndex { $0.last >= offset }
        return index == blocks.count ? nil : index
    }

    /// The first block with a line of `time` or later; nil when there is none.
    package func block(since time: Instant) -> Int? {
        let index = blocks.firstIndex { $0.timeLast >= time }
        return index == blocks.count ? nil : index
    }

    /// Whether blocks follow each other without a gap in the file and come to what the entry says.
    ///
    /// Leaves out the sum of their CRC-32s, which takes longer than all the rest.
    private static func check(_ blocks: [BlockEntry], of entry: PieceEntry) throws(FormatError) {
        var position = GzipFraming.headerBytes
        var (lines, plainBytes) = (0, 0)
        var (next, time) = (entry.first, entry.timeFirst)
        for block in blocks {
            guard block.position == position else { throw .badField("position") }
            guard block.first >= next, block.last < entry.end else { throw .badField("offsets") }
            guard block.density >= entry.density else { throw .badField("density") }
            guard block.timeFirst >= time, block.timeLast <= entry.timeLast else { throw .badField("times") }
            position += block.storedBytes
            lines += block.lines
            plainBytes += block.plainBytes
            (next, time) = (block.last + 1, block.timeLast)
        }
        guard position + GzipFraming.endBytes == entry.fileBytes else { throw .badField("length") }
        guard lines == entry.lines, plainBytes == entry.plainBytes else { throw .badField("sums") }
    }
}

extension [BlockEntry] {
    /// The first entry for which `isReached` holds, as it does for all behind it; `count` when for none.
    fileprivate func firstIndex(_ isReached: (BlockEntry) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isReached(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
