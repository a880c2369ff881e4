import Base
import LogFormat
import Synchronization

/// The next journal file on its way; whoever works on it holds its lock.
struct Preparation {
    /// Highest number that any file was given.
    var highestNumber: UInt64
    /// A file whose header is durable; it may be used at any time.
    var next: JournalFile?
    /// Bytes of `next` that have been written once, from its start.
    var filled = 0

    init(highestNumber: UInt64) { self.highestNumber = highestNumber }
}

/// What a step of the preparer came to.
package enum PreparerStep: Equatable, Sendable {
    /// Something was done; there is more.
    case worked
    /// The next file is ready.
    case ready
    /// The journal is busy: filling now would write everything twice.
    case busy
    /// There is no room for another file.
    case full
}

extension FileJournal {
    /// Does one piece of the work that keeps the next file ready; for the preparer's thread.
    ///
    /// A full disk is met here, when a file is reserved, and never in the middle of a write.
    package func prepare(isBusy: Bool) throws(LogStoreError) -> PreparerStep {
        try preparation.withLockTyped { preparation throws(LogStoreError) -> PreparerStep in
            guard let next = preparation.next else {
                do throws(LogStoreError) { try makeNext(&preparation) } catch .full {
                    full.store(true, ordering: .releasing)
                    return .full
                }
                return .worked
            }
            if preparation.filled >= next.bytes { return .ready }
            if isBusy { return .busy }
            try fill(next, &preparation)
            return .worked
        }
    }

    /// Hands out the next file, made on the spot if need be, and puts it on the shelf.
    func takePrepared() throws(LogStoreError) -> JournalFile {
        try preparation.withLockTyped { preparation throws(LogStoreError) -> JournalFile in
            if preparation.next == nil {
                do throws(LogStoreError) { try makeNext(&preparation) } catch {
                    if case .full = error { full.store(true, ordering: .releasing) }
                    throw error
                }
            }
            guard let next = preparation.next else { throw .full }
            preparation.next = nil
            shelf.withLock { shelf in
                shelf.files.append(next)
                shelf.preparedBytes = 0
            }
            return next
        }
    }

    /// Makes the very first file, filled at once since nobody waits yet.
    func openFirst() throws(LogStoreError) {
        let first = try takePrepared()
        try ZeroFill.write(JournalFileHeader.blockBytes..<first.bytes, of: first.file)
        try first.file.sync()
        writing.withLock { writing in
            writing.file = first
            writing.position = JournalFileHeader.blockBytes
        }
    }

    /// Reserves a file, or takes a spare one, and makes its header durable.
    private func makeNext(_ preparation: inout Preparation) throws(LogStoreError) {
        let number = preparation.highestNumber + 1
        let (spare, bytes) = shelf.withLock { shelf -> ((any File)?, Int) in
            let spare = shelf.spares.popLast()
            if spare != nil { shelf.spareBytes -= settings.fileBytes }
            return (spare, shelf.files.reduce(shelf.spareBytes) { $0 + $1.bytes })
        }
        if spare == nil, bytes + settings.fileBytes > max(settings.bytesMax, 2 * settings.fileBytes) {
            throw .full
        }
        let file: any File
        if let spare { file = spare } else { file = try reserve(number) }
        let header = JournalFileHeader(
            shard: shard, journal: journal, number: number,
            first: JournalSequence(submitted.load(ordering: .acquiring) + 1))
        var block = ByteBuffer(capacity: JournalFileHeader.blockBytes)
        header.encode(into: &block)
        // Whatever comes of it, this number may stand on the disk now.
        preparation.highestNumber = number
        do throws(LogStoreError) { try file.write([block.bytes], at: 0) } catch {
            throw error.unknown("pwritev", file.path)
        }
        try file.sync()
        if spare == nil { try fileSystem.syncDirectory(directory) }
        preparation.next = JournalFile(file: file, number: number, bytes: settings.fileBytes)
        preparation.filled = spare == nil ? JournalFileHeader.blockBytes : settings.fileBytes
        shelf.withLock { $0.preparedBytes = settings.fileBytes }
        full.store(false, ordering: .releasing)
    }

    private func reserve(_ number: UInt64) throws(LogStoreError) -> any File {
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        let path = "\(directory)/\(name).journal"
        let file = try fileSystem.open(path, .create)
        do throws(LogStoreError) { try file.allocate(settings.fileBytes) } catch {
            try fileSystem.remove(path)
            throw error
        }
        return file
    }

    /// Writes zeros, and syncs them, so that later syncs need not touch the file system's own records.
    private func fill(_ next: JournalFile, _ preparation: inout Preparation) throws(LogStoreError) {
        let end = min(preparation.filled + ZeroFill.stepBytes, next.bytes)
        do throws(LogStoreError) { try ZeroFill.write(preparation.filled..<end, of: next.file) } catch {
            throw error.unknown("pwritev", next.file.path)
        }
        try next.file.sync()
        preparation.filled = end
    }
}
