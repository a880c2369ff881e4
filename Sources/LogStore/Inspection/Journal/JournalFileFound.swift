import Base
package import LogFormat

/// A file of a journal's directory as an inspection finds it.
package struct JournalFileFound: Sendable {
    package let path: String
    package let bytes: Int
    /// What its header says; nil when it is not sound or was never written.
    package let header: JournalFileHeader?
    /// What is wrong with the header.
    package private(set) var finding: Finding?
    /// The frame at its beginning, when that is sound and of this time.
    package let first: FrameHeader?
    let file: any File

    init(_ path: String, shard: UInt32, fileSystem: any FileSystem) throws(LogStoreError) {
        self.path = path
        file = try fileSystem.open(path, .existing)
        bytes = try file.size()
        var block = ByteBuffer(capacity: JournalFileHeader.encodedBytes)
        try block.read(JournalFileHeader.encodedBytes, from: file, at: 0)
        let read = Self.read(block.bytes, path, shard: shard)
        header = read.header
        finding = read.finding
        var reader = FrameReader(file, bytes: bytes)
        let view = try reader.peek()
        let frame = FrameHeader(decoding: view)
        if let frame, frame.isSound(in: view), frame.sequence >= header?.first ?? .none,
            header.map({ $0.journal == frame.journal }) ?? true
        {
            first = frame
        } else {
            first = nil
        }
        if first != nil, case .journalFileUnmade? = finding?.fault {
            finding = Finding(file: path, byte: 0, .journalHeader)
        }
    }

    private static func read(
        _ block: ByteView, _ path: String, shard: UInt32
    ) -> (header: JournalFileHeader?, finding: Finding?) {
        var isZero = true
        for index in 0..<block.count where block[index] != 0 { isZero = false }
        if isZero { return (nil, Finding(file: path, byte: 0, .journalFileUnmade)) }
        do throws(FormatError) {
            let header = try JournalFileHeader(decoding: block)
            if header.shard == shard { return (header, nil) }
            return (nil, Finding(file: path, byte: 12, .foreignJournal(header.journal)))
        } catch .unknownFormat(let version) {
            return (nil, Finding(file: path, byte: 8, .newer(version: version)))
        } catch {
            return (nil, Finding(file: path, byte: badByte(block), .journalHeader))
        }
    }

    /// The byte of a header that differs, or 0 when that cannot be told.
    private static func badByte(_ block: ByteView) -> Int {
        guard block.count >= JournalFileHeader.encodedBytes else { return block.count }
        let stored = block.load(44, as: UInt32.self)
        let found = CRC32C.checksum(block[0..<44])
        if let bad = BadByte.castagnoli.find(found: found, stored: stored, count: 44) { return bad.index }
        // One wrong byte of the checksum itself.
        let difference = found ^ stored
        for index in 0..<4 where difference & ~(0xFF << (8 * UInt32(index))) == 0 { return 44 + index }
        return 0
    }
}
