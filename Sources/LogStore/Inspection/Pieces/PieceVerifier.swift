package import Base
package import LogFormat

/// Reads a piece and its index, and judges every byte: checksums, lines, gzip's own header and trailer.
///
/// Memory: the index and one block, stored and plain.
package struct PieceVerifier {
    private let piece: PieceEntry
    private let store: PieceStore
    private let fileSystem: any FileSystem
    private let inflater: any Inflating
    private var result: PieceVerification

    /// `directory` is the folder that holds one folder for each log.
    package init(_ piece: PieceEntry, in directory: String, fileSystem: any FileSystem) {
        self.piece = piece
        self.fileSystem = fileSystem
        store = PieceStore(directory, fileSystem: fileSystem)
        inflater = Codecs.inflater()
        result = PieceVerification(
            piece: piece, path: store.path(of: piece), indexPath: store.indexPath(of: piece))
    }

    /// Runs; `visit` sees each sound block with its stored bytes and its lines.
    package consuming func run(
        _ visit: (BlockEntry, _ stored: ByteView, _ plain: ByteView) throws(LogStoreError) -> Void = {
            _, _, _ in
        }
    ) throws(LogStoreError) -> PieceVerification {
        let file: any File
        do throws(LogStoreError) { file = try fileSystem.open(result.path, .existing) } catch {
            guard case .refused(_, _, code: 2) = error else { throw error }
            result.findings.append(Finding(file: result.path, byte: 0, .missing, meaning: [meaning]))
            result.isFrameSound = false
            try checkIndex()
            return result
        }
        try checkIndex()
        try rebuildIndexIfLost()
        try checkLength(file)
        try checkHeader(file)
        for (number, block) in (result.index?.blocks ?? []).enumerated() {
            try check(block, number, file, visit)
        }
        try checkEnd(file)
        return result
    }

    private var meaning: String {
        "messages \(piece.first.rawValue)…\(piece.end.rawValue - 1) lie in it (\(piece.lines) lines)"
    }

    private mutating func checkIndex() throws(LogStoreError) {
        let file: any File
        do throws(LogStoreError) { file = try fileSystem.open(result.indexPath, .existing) } catch {
            guard case .refused(_, _, code: 2) = error else { throw error }
            return indexIsLost(byte: 0, .missing)
        }
        let size = try file.size()
        if size != piece.indexBytes {
            return indexIsLost(byte: min(size, piece.indexBytes), .length(size, expected: piece.indexBytes))
        }
        var bytes = ByteBuffer(capacity: size)
        try bytes.read(size, from: file, at: 0)
        guard bytes.count == size, size >= 4 else {
            return indexIsLost(byte: 0, .index(.within(bytes: size)))
        }
        let found = CRC32C.checksum(bytes.bytes[0..<size - 4])
        // The manifest has the checksum as well, so that neither can be wrong alone.
        if found != piece.indexChecksum {
            let bad = BadByte.castagnoli.find(found: found, stored: piece.indexChecksum, count: size - 4)
            return indexIsLost(
                byte: bad?.index ?? 0, .index(bad.map { .oneByte(xor: $0.xor) } ?? .within(bytes: size)))
        }
        do throws(FormatError) {
            let index = try PieceIndex(decoding: bytes.bytes)
            if index.entry == piece {
                result.index = index
            } else {
                indexIsLost(byte: 16, .index(.within(bytes: 88)))
            }
        } catch .unknownFormat(let version) {
            result.findings.append(Finding(file: result.indexPath, byte: 8, .newer(version: version)))
        } catch {
            let stored = bytes.bytes.load(size - 4, as: UInt32.self)
            var byte = 0
            for place in 0..<4 where (found ^ stored) >> (8 * UInt32(place)) & 0xFF != 0 {
                byte = size - 4 + place
            }
            indexIsLost(byte: byte, .index(.field("\(error)")))
        }
    }

    private mutating func indexIsLost(byte: Int, _ fault: Fault) {
        result.isIndexLost = true
        result.findings.append(
            Finding(
                file: result.indexPath, byte: byte, fault,
                meaning: ["it can be made anew from the piece: nothing is given up by that"]))
    }

    private mutating func rebuildIndexIfLost() throws(LogStoreError) {
        guard result.isIndexLost else { return }
        let rebuild = try IndexRebuild.read(result.path, fileSystem: fileSystem)
        let index = rebuild.index(
            log: piece.log, generation: piece.generation, first: piece.first, end: piece.end,
            wanted: piece.indexChecksum)
        var bytes = ByteBuffer()
        result.isIndexExact = index.encode(into: &bytes) == piece
        result.index = index
        if let stop = rebuild.stop {
            let next = rebuild.blocks.last.map { $0.last + 1 } ?? piece.first
            result.isFrameSound = false
            result.findings.append(
                Finding(
                    file: result.path, byte: stop, .pieceEnd,
                    meaning: [
                        "without its index, messages \(next.rawValue)…\(piece.end.rawValue - 1) cannot be read"
                    ]))
        }
    }

    private mutating func checkLength(_ file: any File) throws(LogStoreError) {
        let size = try file.size()
        if size == piece.fileBytes { return }
        result.isFrameSound = false
        result.findings.append(
            Finding(
                file: result.path, byte: min(size, piece.fileBytes), .length(size, expected: piece.fileBytes))
        )
    }

    private mutating func checkHeader(_ file: any File) throws(LogStoreError) {
        var header = ByteBuffer(capacity: GzipFraming.headerBytes)
        GzipFraming.appendHeader(into: &header)
        try compare(file, at: 0, with: header.bytes, .pieceHeader)
    }

    private mutating func checkEnd(_ file: any File) throws(LogStoreError) {
        guard try file.size() == piece.fileBytes else { return }
        var end = ByteBuffer(capacity: GzipFraming.endBytes)
        GzipFraming.appendEnd(crc32: piece.crc32, plainBytes: piece.plainBytes, into: &end)
        try compare(file, at: piece.fileBytes - end.count, with: end.bytes, .pieceEnd)
    }

    /// Names the first byte that is not the one expected.
    private mutating func compare(
        _ file: any File, at position: Int, with wanted: ByteView, _ fault: Fault
    ) throws(LogStoreError) {
        var bytes = ByteBuffer(capacity: wanted.count)
        try bytes.read(wanted.count, from: file, at: position)
        for index in 0..<wanted.count where index >= bytes.count || bytes.bytes[index] != wanted[index] {
            result.isFrameSound = false
            let known = result.findings.contains { $0.file == result.path && $0.fault == fault }
            if !known {
                result.findings.append(Finding(file: result.path, byte: position + index, fault))
            }
            return
        }
    }

    private mutating func check(
        _ block: BlockEntry, _ number: Int, _ file: any File,
        _ visit: (BlockEntry, ByteView, ByteView) throws(LogStoreError) -> Void
    ) throws(LogStoreError) {
        var stored = ByteBuffer(capacity: block.storedBytes)
        try stored.read(block.storedBytes, from: file, at: block.position)
        let (found, wanted) = (CRC32C.checksum(stored.bytes), block.checksum)
        if stored.count < block.storedBytes || found != wanted {
            let isWhole = stored.count == block.storedBytes
            let bad =
                isWhole
                ? BadByte.castagnoli.find(found: found, stored: wanted, count: stored.count) : nil
            let fault = Fault.block(
                number, first: block.first, last: block.last,
                bad.map { .oneByte(xor: $0.xor) } ?? .within(bytes: block.storedBytes))
            return blockIsBad(number, block, byte: block.position + (bad?.index ?? 0), fault)
        }
        var plain = ByteBuffer(capacity: block.plainBytes + 1)
        guard inflater.inflate(stored.bytes, plainBytes: block.plainBytes, into: &plain) else {
            return blockIsBad(number, block, reason: "it does not inflate to \(block.plainBytes) bytes")
        }
        if CRC32.checksum(plain.bytes) != block.crc32 {
            return blockIsBad(number, block, reason: "its lines have another CRC-32 than the index says")
        }
        do throws(LineReading.Flaw) {
            let reading = try LineReading(plain.bytes)
            guard reading.lines == block.lines, reading.first == block.first, reading.last == block.last,
                reading.timeFirst == block.timeFirst, reading.timeLast == block.timeLast
            else { return blockIsBad(number, block, reason: "its lines are not those that the index says") }
        } catch {
            return blockIsBad(number, block, reason: "byte \(error.byte) of its lines: \(error.reason)")
        }
        try visit(block, stored.bytes, plain.bytes)
    }

    private mutating func blockIsBad(_ number: Int, _ block: BlockEntry, reason: String) {
        blockIsBad(
            number, block, byte: block.position,
            .blockLines(number, first: block.first, last: block.last, reason: reason))
    }

    private mutating func blockIsBad(_ number: Int, _ block: BlockEntry, byte: Int, _ fault: Fault) {
        result.badBlocks.append(number)
        result.findings.append(
            Finding(
                file: result.path, byte: byte, fault,
                meaning: ["\(block.lines) messages cannot be read"]))
    }
}
