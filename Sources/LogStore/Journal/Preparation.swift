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
    /// Does one piece of the work that keeps the next file ready, and the reserve; for the preparer's thread.
    ///
    /// A full disk is met here, when a file is reserved, and never in the middle of a write.
    package func prepare(isBusy: Bool) throws(LogStoreError) -> PreparerStep {
        let step = try preparation.withLockTyped { preparation throws(LogStoreError) -> PreparerStep in
            guard let next = preparation.next else { return try makeNext(&preparation) }
            if full.load(ordering: .acquiring) {
                guard canGrow else { return .full }
                room.noteRoom()
                full.store(false, ordering: .releasing)
            }
            if preparation.filled >= next.bytes { return .ready }
            if isBusy { return .busy }
            try fill(next, &preparation)
            return .worked
        }
        if step == .worked { return step }
        if try !room.takeCensus() { return .worked }
        return try room.prepare() ? step : .full
    }

    /// Makes the next file; when there is no room, and the one being written is half full, the very last one.
    ///
    /// Publishing is refused by then, so that what is left of that file, and the last, is for settling and
    /// for what frees room.
    private func makeNext(_ preparation: inout Preparation) throws(LogStoreError) -> PreparerStep {
        do throws(LogStoreError) { try makeNext(&preparation, isLast: false) } catch .full {
            full.store(true, ordering: .releasing)
            if bytesAhead.load(ordering: .relaxed) > settings.fileBytes / 2 { return .full }
            do throws(LogStoreError) { try makeNext(&preparation, isLast: true) } catch .full { return .full }
        }
        return .worked
    }

    /// Hands out the next file, made on the spot if need be, and puts it on the shelf.
    func takePrepared() throws(LogStoreError) -> JournalFile {
        try preparation.withLockTyped { preparation throws(LogStoreError) -> JournalFile in
            if preparation.next == nil {
                do throws(LogStoreError) { try makeNext(&preparation, isLast: false) } catch .full {
                    full.store(true, ordering: .releasing)
                    try makeNext(&preparation, isLast: true)
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

    /// Makes the next file, or finds that there is no room for one, before anything is accepted.
    ///
    /// What was recovered may end in the very last file: frames that do not fit it could never be written, and
    /// the checkpoint that frees room waits for them.
    func takeStock() throws(LogStoreError) {
        try preparation.withLockTyped { preparation throws(LogStoreError) in _ = try makeNext(&preparation) }
    }

    /// Whether a file more than the next one could be made, by all that is known.
    private var canGrow: Bool {
        if room.lasting != nil { return false }
        let (spares, bytes) = shelf.withLock { ($0.spares.count, $0.bytes) }
        return spares > 0 || (bytes <= bytesBound && room.admits(0))
    }

    private var bytesBound: Int { max(settings.bytesMax, 2 * settings.fileBytes) }

    /// Reserves a file, or takes a spare one, and makes its header durable.
    ///
    /// The last one may be one more than the bounds allow, and take what the reserve of the disk gives.
    private func makeNext(_ preparation: inout Preparation, isLast: Bool) throws(LogStoreError) {
        let number = preparation.highestNumber + 1
        let (spare, bytes) = shelf.withLock { shelf -> ((any File)?, Int) in
            let spare = shelf.spares.popLast()
            if spare != nil { shelf.spareBytes -= settings.fileBytes }
            return (spare, shelf.bytes)
        }
        let file: any File
        if let spare {
            file = spare
        } else {
            let bound = isLast ? bytesBound + settings.fileBytes : bytesBound
            if bytes + settings.fileBytes > bound { throw .full }
            if !room.admits(isLast ? 0 : settings.fileBytes) {
                room.noteRefusal(isOfDisk: false)
                throw .full
            }
            file = try reserve(number, isLast: isLast)
        }
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
        if spare == nil { try room.files.syncDirectory(directory) }
        preparation.next = JournalFile(file: file, number: number, bytes: settings.fileBytes)
        preparation.filled = spare == nil ? JournalFileHeader.blockBytes : settings.fileBytes
        shelf.withLock { $0.preparedBytes = settings.fileBytes }
        bytesAhead.add(settings.fileBytes - JournalFileHeader.blockBytes, ordering: .relaxed)
        if isLast { return }
        room.noteRoom()
        full.store(false, ordering: .releasing)
    }

    private func reserve(_ number: UInt64, isLast: Bool) throws(LogStoreError) -> any File {
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        let path = "\(directory)/\(name).journal"
        do throws(LogStoreError) { return try allocate(path) } catch .full {
            room.noteRefusal(isOfDisk: true)
            guard isLast, try room.giveUpReserve() else { throw .full }
            return try allocate(path)
        }
    }

    private func allocate(_ path: String) throws(LogStoreError) -> any File {
        let file = try room.files.open(path, .create)
        do throws(LogStoreError) { try file.allocate(settings.fileBytes) } catch {
            try room.files.remove(path)
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
