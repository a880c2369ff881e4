import Base
import LogFormat

/// The journal files of a directory, as their headers tell them apart.
struct JournalInventory {
    /// A file with a sound header.
    struct Found {
        let file: any File
        let bytes: Int
        let header: JournalFileHeader
    }

    /// In the order of their numbers.
    private(set) var files: [Found] = []
    /// Files whose header was never written: their making was cut short.
    private(set) var headless: [Found] = []

    /// Opens and syncs every file and their names: what is read now may not vanish later.
    init(_ directory: String, shard: UInt32, fileSystem: any FileSystem) throws(LogStoreError) {
        try fileSystem.syncDirectory(directory)
        for name in try fileSystem.list(directory) where name.hasSuffix(".journal") {
            let file = try fileSystem.open("\(directory)/\(name)", .existing)
            try file.sync()
            let bytes = try file.size()
            if let header = try Self.header(of: file, shard: shard) {
                files.append(Found(file: file, bytes: bytes, header: header))
            } else {
                let header = JournalFileHeader(shard: shard, journal: 0, number: 0, first: .none)
                headless.append(Found(file: file, bytes: bytes, header: header))
            }
        }
        files.sort { $0.header.number < $1.header.number }
        for (one, next) in zip(files, files.dropFirst()) {
            if one.header.journal != next.header.journal {
                throw .damaged(file: next.file.path, byte: 16, reason: "it belongs to another journal")
            }
            if one.header.number == next.header.number {
                throw .damaged(file: next.file.path, byte: 24, reason: "another file has the same number")
            }
        }
    }

    /// The header; nil where none was written, an error where it is not what was.
    private static func header(of file: any File, shard: UInt32) throws(LogStoreError) -> JournalFileHeader? {
        var bytes = [UInt8](repeating: 0, count: JournalFileHeader.encodedBytes)
        let count = try readAll(file, &bytes)
        if bytes.allSatisfy({ $0 == 0 }) { return nil }
        let header: JournalFileHeader
        do throws(FormatError) {
            header = try bytes.withByteView { view throws(FormatError) in
                try JournalFileHeader(decoding: view[0..<count])
            }
        } catch .unknownFormat(let version) {
            throw .unreadable(file: file.path, byte: 8, .unknownFormat(version))
        } catch {
            throw .damaged(file: file.path, byte: 0, reason: "the file's header is not what was written")
        }
        if header.shard != shard {
            throw .damaged(file: file.path, byte: 12, reason: "it belongs to shard \(header.shard)")
        }
        return header
    }

    /// The header of the first frame in the `index`th file, if one of this journal and time can stand there.
    func firstFrame(in index: Int) throws(LogStoreError) -> FrameHeader? {
        let found = files[index]
        let header = try Self.frameHeader(in: found.file, at: JournalFileHeader.blockBytes)
        guard let header, header.journal == found.header.journal, header.sequence >= found.header.first
        else { return nil }
        return header
    }

    /// What may be a frame's header at `position`.
    static func frameHeader(in file: any File, at position: Int) throws(LogStoreError) -> FrameHeader? {
        var bytes = ByteBuffer(capacity: FrameHeader.encodedBytes)
        try bytes.read(FrameHeader.encodedBytes, from: file, at: position)
        return FrameHeader(decoding: bytes.bytes)
    }

    /// Index of the file to begin with: the last that begins at `start` or before, if any does.
    func startIndex(for start: JournalSequence) throws(LogStoreError) -> Int {
        for index in files.indices.reversed() {
            if let first = try firstFrame(in: index), first.sequence <= start { return index }
        }
        return 0
    }
}

extension ByteBuffer {
    /// Appends up to `count` bytes of a file.
    mutating func read(_ count: Int, from file: any File, at position: Int) throws(LogStoreError) {
        reserve(count)
        let room = unsafe UnsafeMutableRawBufferPointer(start: tail, count: count)
        didWrite(try unsafe file.read(into: room, at: position))
    }
}
