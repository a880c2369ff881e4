import Base
package import LogFormat

/// Looking at every byte.
extension PieceStore {
    /// Reads a whole piece and its index anew; throws the first byte that is not what was written.
    ///
    /// Beyond what every read checks: the head and the end of the file, both CRCs of each block, and that its
    /// lines are those that the index says.
    package func verify(_ piece: PieceEntry) throws(LogStoreError) {
        forget(piece)
        let blocks = try index(of: piece).blocks
        let source = BlockSource.piece(piece)
        let file = try file(of: source)
        var head = ByteBuffer()
        GzipFraming.appendHeader(into: &head)
        try compare(head.bytes, at: 0, of: file)
        var plain = ByteBuffer()
        for entry in blocks {
            let range = entry.position..<entry.position + entry.storedBytes
            let stored = try MappedBytes(copying: range, of: file)
            try withExtendedLifetime(stored) { () throws(LogStoreError) in
                try check(stored.bytes, entry, file.path)
                plain.removeAll()
                let isWhole = withInflater {
                    $0.inflate(stored.bytes, plainBytes: entry.plainBytes, into: &plain)
                }
                guard isWhole, CRC32.checksum(plain.bytes) == entry.crc32, isDescribed(plain.bytes, entry)
                else {
                    throw .damaged(
                        file: file.path, byte: entry.position, reason: "the block is not what its index says")
                }
            }
        }
        var end = ByteBuffer()
        GzipFraming.appendEnd(crc32: piece.crc32, plainBytes: piece.plainBytes, into: &end)
        try compare(end.bytes, at: piece.fileBytes - end.count, of: file)
    }

    private func compare(_ expected: ByteView, at position: Int, of file: any File) throws(LogStoreError) {
        let found = try MappedBytes(copying: position..<position + expected.count, of: file)
        try withExtendedLifetime(found) { () throws(LogStoreError) in
            for index in 0..<expected.count where found.bytes[index] != expected[index] {
                throw .damaged(
                    file: file.path, byte: position + index, reason: "the gzip member is not framed right")
            }
        }
    }

    /// Whether lines are as many, and have the offsets and times, as the index says.
    private func isDescribed(_ plain: ByteView, _ entry: BlockEntry) -> Bool {
        var (count, next) = (0, entry.first)
        do throws(FormatError) {
            var lines = StoredLineCursor(plain)
            while let line = try lines.next() {
                guard line.offset >= next, count > 0 || line.offset == entry.first,
                    line.timestamp <= entry.timeLast
                else { return false }
                next = line.offset + 1
                count += 1
            }
        } catch { return false }
        return count == entry.lines && next == entry.last + 1
    }
}
