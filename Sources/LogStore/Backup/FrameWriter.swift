import Base
import LogFormat

/// Writes frames into journal files of its own, maybe under another journal id.
struct FrameWriter: ~Copyable {
    private static let stepBytes = 1 << 20

    private let directory: String
    private let name: (Int) -> String
    private let journal: UInt64
    private let fileBytes: Int
    private let fileSystem: any FileSystem
    private var file: (any File)?
    private var position = 0
    private var unwritten = ByteBuffer(capacity: stepBytes + FrameReader.frameBytesMax)
    /// Files begun so far.
    private(set) var count = 0
    /// Bytes written, headers included.
    private(set) var bytes = 0

    /// `name` gives the name of the file with a number, from 1.
    init(
        _ directory: String, journal: UInt64, fileBytes: Int = Limits.journalFileBytes,
        fileSystem: any FileSystem, name: @escaping (Int) -> String
    ) {
        self.directory = directory
        self.journal = journal
        self.fileBytes = fileBytes
        self.fileSystem = fileSystem
        self.name = name
    }

    /// Adds a sound frame with its padding.
    mutating func append(_ frame: ByteView, _ header: FrameHeader) throws(LogStoreError) {
        if file == nil || position + unwritten.count + frame.count > fileBytes {
            try begin(header.sequence)
        }
        unwritten.reserve(frame.count)
        let place = unsafe unwritten.tail
        unsafe place.copyMemory(from: frame.base, byteCount: frame.count)
        if header.journal != journal {
            unsafe place.storeBytes(of: journal.littleEndian, toByteOffset: 8, as: UInt64.self)
            unsafe FrameHeader.seal(frame: place, length: header.length, durable: header.durable)
        }
        unwritten.didWrite(frame.count)
        if unwritten.count >= Self.stepBytes { try flush() }
    }

    /// Begins the next file, whose first frame has the sequence `first`; the one before is synced.
    mutating func begin(_ first: JournalSequence) throws(LogStoreError) {
        try close()
        count += 1
        let file = try fileSystem.open("\(directory)/\(name(count))", .create)
        try file.truncate(to: 0)
        JournalFileHeader(shard: 0, journal: journal, number: UInt64(count), first: first)
            .encode(into: &unwritten)
        self.file = file
        position = 0
    }

    /// Makes all of it durable but for the names.
    mutating func close() throws(LogStoreError) {
        try flush()
        try file?.sync()
        file = nil
    }

    private mutating func flush() throws(LogStoreError) {
        guard let file, !unwritten.isEmpty else { return }
        try file.write([unwritten.bytes], at: position)
        position += unwritten.count
        bytes += unwritten.count
        unwritten.removeAll()
    }
}
