import Base
package import LogFormat

/// Reading pieces.
extension PieceStore {
    /// The index of a piece if it is in memory.
    package func cachedIndex(of piece: PieceEntry) -> PieceIndex? { indexes.find(PieceKey(piece)) }

    /// The index of a piece, read if need be; throws `damaged` unless it is the one that `piece` means.
    package func index(of piece: PieceEntry) throws(LogStoreError) -> PieceIndex {
        if let index = cachedIndex(of: piece) { return index }
        let index = try readIndex(indexPath(of: piece))
        guard index.entry == piece else {
            throw .damaged(
                file: indexPath(of: piece), byte: 16, reason: "the index is not that of this piece")
        }
        indexes.insert(PieceKey(piece), index, cost: index.heldBytes)
        return index
    }

    /// Reads an index file, whichever piece it is of; nothing is kept.
    package func readIndex(_ path: String) throws(LogStoreError) -> PieceIndex {
        let file = try fileSystem.open(path, .existing)
        var bytes = ByteBuffer(capacity: try file.size())
        let count = bytes.room
        let got = try unsafe file.read(
            into: UnsafeMutableRawBufferPointer(start: bytes.tail, count: count), at: 0)
        bytes.didWrite(got)
        do throws(FormatError) { return try PieceIndex(decoding: bytes.bytes) } catch {
            if case .unknownFormat = error { throw .unreadable(file: path, byte: 8, error) }
            throw .damaged(file: path, byte: 0, reason: "the index is not what was written: \(error)")
        }
    }

    /// Block `number` of `source` if it is in memory; the number of a carried block is 0.
    package func cachedBlock(of source: BlockSource, _ number: Int) -> Block? {
        blocks.find(source.blockKey(number))
    }

    /// Block `number` of `source`, read if need be.
    package func block(of source: BlockSource, _ number: Int) throws(LogStoreError) -> Block {
        if let block = cachedBlock(of: source, number) { return block }
        guard let block = try blocks(of: source, number..<number + 1).first else {
            throw .damaged(file: path(of: source), byte: 0, reason: "it has no block \(number)")
        }
        return block
    }

    /// Blocks of `source`, those that are not in memory with one read; all of them are kept if there is room.
    package func blocks(of source: BlockSource, _ numbers: Range<Int>) throws(LogStoreError) -> [Block] {
        let entries = try entries(of: source, numbers)
        guard let first = entries.first, let last = entries.last else { return [] }
        let range = first.position..<last.position + last.storedBytes
        let stored = try read(range, of: source)
        var found: [Block] = []
        found.reserveCapacity(entries.count)
        try withExtendedLifetime(stored) { () throws(LogStoreError) in
            for entry in entries {
                let start = entry.position - range.lowerBound
                found.append(try inflate(stored.bytes[start..<start + entry.storedBytes], entry, of: source))
            }
        }
        for (index, block) in found.enumerated() {
            blocks.insert(source.blockKey(numbers.lowerBound + index), block, cost: block.heldBytes)
        }
        return found
    }

    /// The stored bytes of neighbouring blocks, to be passed through, or to be copied to another file.
    package func stored(
        _ piece: PieceEntry, from: Int, through: Int
    ) throws(LogStoreError) -> StoredRun {
        let source = BlockSource.piece(piece)
        let entries = try entries(of: source, from..<through + 1)
        guard let first = entries.first, let last = entries.last else {
            throw .damaged(file: path(of: piece), byte: 0, reason: "it has no block \(from)")
        }
        let file = try file(of: source)
        let bytes = try file.map(first.position..<last.position + last.storedBytes)
        var (crc32, plainBytes, lines) = (UInt32(0), 0, 0)
        for entry in entries {
            let start = entry.position - first.position
            try check(bytes.bytes[start..<start + entry.storedBytes], entry, file.path)
            crc32 = GzipFraming.combine(crc32, entry.crc32, bytes: entry.plainBytes)
            plainBytes += entry.plainBytes
            lines += entry.lines
        }
        return StoredRun(
            bytes: bytes, blocks: from..<through + 1, first: first.first, last: last.last, lines: lines,
            crc32: crc32, plainBytes: plainBytes)
    }

    // MARK: from the disk

    private func entries(of source: BlockSource, _ numbers: Range<Int>) throws(LogStoreError) -> [BlockEntry]
    {
        switch source {
        case .carried(let block): return numbers.contains(0) ? [block.entry] : []
        case .piece(let piece):
            let all = try index(of: piece).blocks
            return Array(all[numbers.clamped(to: 0..<all.count)])
        }
    }

    /// Takes apart the stored bytes of one block, and checks them before.
    func inflate(
        _ stored: ByteView, _ entry: BlockEntry, of source: BlockSource
    ) throws(LogStoreError) -> Block {
        try check(stored, entry, path(of: source))
        var plain = ByteBuffer(capacity: entry.plainBytes + 1)
        let isWhole = withInflater { inflater in
            inflater.inflate(stored, plainBytes: entry.plainBytes, into: &plain)
        }
        guard isWhole else {
            throw .damaged(
                file: path(of: source), byte: entry.position, reason: "the block does not inflate")
        }
        return Block(log: source.log, entry: entry, plain: plain)
    }

    func check(_ stored: ByteView, _ entry: BlockEntry, _ path: String) throws(LogStoreError) {
        if CRC32C.checksum(stored) != entry.checksum {
            throw .damaged(
                file: path, byte: entry.position,
                reason:
                    "the block of messages \(entry.first.rawValue) to \(entry.last.rawValue) is not what was written"
            )
        }
    }

    private func read(_ range: Range<Int>, of source: BlockSource) throws(LogStoreError) -> MappedBytes {
        let file = try file(of: source)
        return try MappedBytes(copying: range, of: file)
    }

    func file(of source: BlockSource) throws(LogStoreError) -> any File {
        if let file = files.find(source.fileKey) { return file }
        let file = try fileSystem.open(path(of: source), .existing)
        if case .piece(let piece) = source {
            // What lies beyond the end of a file cannot be mapped: a touch would end the process.
            let size = try file.size()
            if size != piece.fileBytes {
                throw .damaged(
                    file: file.path, byte: min(size, piece.fileBytes),
                    reason: "it has \(size) bytes instead of \(piece.fileBytes)")
            }
        }
        files.insert(source.fileKey, file, cost: 1)
        return file
    }

    func path(of source: BlockSource) -> String {
        switch source {
        case .piece(let piece): path(of: piece)
        case .carried(let block): block.file
        }
    }
}

extension PieceIndex {
    /// Bytes of memory.
    fileprivate var heldBytes: Int { blocks.count * MemoryLayout<BlockEntry>.stride + 256 }
}
