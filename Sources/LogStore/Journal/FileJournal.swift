package import Base
import LogFormat
import Synchronization

/// The journal in files of one directory, one behind the other.
///
/// `submit` and `sync` belong to the journal thread, `prepare` to the preparer; the rest is for any thread.
/// A frame lies wholly in one file. After a failed write or sync nothing is written any more.
package final class FileJournal: Journal {
    /// What the journal thread alone uses; behind a lock because the class is shared.
    struct Writing {
        var file: JournalFile?
        var position = 0
        var isFrozen = false
        /// Last frame written, and whether it is synced.
        var written = JournalSequence.none
        var isSynced = true
    }

    /// The files, for those who read and trim.
    struct Shelf {
        /// In the order of their numbers, the one being written last.
        var files: [JournalFile] = []
        var spares: [any File] = []
        var spareBytes = 0
        var preparedBytes = 0

        /// Bytes of all of them.
        var bytes: Int { files.reduce(spareBytes + preparedBytes) { $0 + $1.bytes } }
    }

    /// Who hears of advances. A bare closure in a `Mutex` would get one more reabstraction thunk around it each
    /// time it is read, for ever.
    private struct Report: Sendable { let call: @Sendable (JournalSequence) -> Void }

    package let room: DiskRoom
    let directory: String
    let settings: FileJournalSettings
    let journal: UInt64
    let shard: UInt32
    let writing: Mutex<Writing>
    let shelf: Mutex<Shelf>
    let preparation: Mutex<Preparation>
    /// Last frame handed to the files.
    let submitted: Atomic<UInt64>
    /// There is no file behind the next one, or not even that.
    let full = Atomic(false)
    /// Bytes behind the last frame in the file being written, and in the next one.
    let bytesAhead: Atomic<Int>
    /// Bytes written by commands so far; tells the preparer whether the disk is busy.
    let writtenBytes = Atomic(0)
    private let report = Mutex<Report?>(nil)
    let preparerBell = Doorbell()

    /// Goes on where recovery ended; makes the first file if there is none.
    package init(
        _ end: JournalEnd, in directory: String, room: DiskRoom,
        settings: FileJournalSettings = FileJournalSettings()
    ) throws(LogStoreError) {
        self.room = room
        self.directory = directory
        self.settings = settings
        journal = end.journal
        shard = end.shard
        submitted = Atomic(end.lastSequence.rawValue)
        var writing = Writing()
        writing.file = end.files.last
        writing.position = end.position
        writing.written = end.lastSequence
        bytesAhead = Atomic((writing.file?.bytes ?? 0) - writing.position)
        self.writing = Mutex(writing)
        var shelf = Shelf()
        shelf.files = end.files
        for spare in end.spares where spare.bytes == settings.fileBytes {
            shelf.spares.append(spare.file)
            shelf.spareBytes += spare.bytes
        }
        self.shelf = Mutex(shelf)
        preparation = Mutex(Preparation(highestNumber: end.highestNumber))
        for spare in end.spares where spare.bytes != settings.fileBytes {
            try room.files.remove(spare.file.path)
        }
        if end.files.isEmpty { try openFirst() } else { try takeStock() }
    }

    package func onAdvance(_ report: @escaping @Sendable (JournalSequence) -> Void) {
        self.report.withLock { $0 = Report(call: report) }
    }

    package var isFull: Bool { full.load(ordering: .acquiring) || room.shortage != nil }

    package var bytesLeft: Int {
        full.load(ordering: .acquiring) ? bytesAhead.load(ordering: .acquiring) : .max
    }

    package var bytesOnDisk: Int { shelf.withLock { $0.bytes } }

    // MARK: the journal thread

    package func submit(_ group: [Stretch]) throws(LogStoreError) -> [Extent] {
        let extents = try writing.withLockTyped { writing throws(LogStoreError) -> [Extent] in
            if writing.isFrozen { throw .frozen }
            var extents: [Extent] = []
            do throws(LogStoreError) {
                for stretch in group {
                    guard try write(stretch, &writing, &extents) else { break }
                }
            } catch {
                // Room was reserved before: even a lack of it means that nobody knows what was written.
                writing.isFrozen = true
                throw error.unknown("pwritev", writing.file?.file.path ?? directory)
            }
            return extents
        }
        if extents.isEmpty, !group.isEmpty { throw .full }
        return extents
    }

    package func sync() throws(LogStoreError) {
        let synced = try writing.withLockTyped { writing throws(LogStoreError) -> JournalSequence in
            if writing.isFrozen { throw .frozen }
            try syncFile(&writing)
            return writing.written
        }
        let report = report.withLock { $0 }
        report?.call(synced)
    }

    private func syncFile(_ writing: inout Writing) throws(LogStoreError) {
        guard !writing.isSynced, let file = writing.file else { return }
        do throws(LogStoreError) { try file.file.sync() } catch {
            writing.isFrozen = true
            throw error
        }
        writing.isSynced = true
    }

    /// Writes a stretch, over the end of a file if need be; false when there is no further file.
    private func write(
        _ stretch: Stretch, _ writing: inout Writing, _ extents: inout [Extent]
    ) throws(LogStoreError) -> Bool {
        var position = stretch.position
        let end = stretch.position + stretch.length
        while position < end {
            let room = (writing.file?.bytes ?? 0) - writing.position
            if let run = FrameRun(of: stretch, from: position, room: room) {
                try write(run, of: stretch.chunk, &writing, &extents)
                position += run.length
            } else {
                precondition(room < settings.fileBytes - JournalFileHeader.blockBytes, "a frame fits no file")
                try syncFile(&writing)
                guard try openNext(&writing) else { return false }
            }
        }
        return true
    }

    private func write(
        _ run: FrameRun, of chunk: Chunk, _ writing: inout Writing, _ extents: inout [Extent]
    ) throws(LogStoreError) {
        guard var file = writing.file else { return }
        try file.file.write([chunk.bytes(run.position, run.length)], at: writing.position)
        extents.append(
            Extent(
                chunk: chunk.number, position: run.position, length: run.length,
                place: JournalPlace(file: file.number, position: writing.position)))
        writing.position += run.length
        bytesAhead.subtract(run.length, ordering: .relaxed)
        writing.isSynced = false
        writing.written = run.last
        file.first = file.first ?? run.first
        file.last = run.last
        writing.file = file
        let changed = file
        shelf.withLock { $0.files[$0.files.count - 1] = changed }
        submitted.store(run.last.rawValue, ordering: .releasing)
        writtenBytes.add(run.length, ordering: .relaxed)
    }

    /// Goes on in the prepared file, or in one made on the spot; false when there is no room for one.
    private func openNext(_ writing: inout Writing) throws(LogStoreError) -> Bool {
        do throws(LogStoreError) {
            let next = try takePrepared()
            // What is left of the last file is lost.
            bytesAhead.subtract((writing.file?.bytes ?? 0) - writing.position, ordering: .relaxed)
            writing.file = next
            writing.position = JournalFileHeader.blockBytes
        } catch .full { return false }
        preparerBell.ring()
        return true
    }

    // MARK: any thread

    package func read(_ extent: Extent, into buffer: UnsafeMutableRawBufferPointer) throws(LogStoreError) {
        let found = shelf.withLock { shelf in shelf.files.first { $0.number == extent.place.file } }
        guard let found else { throw .trimmed }
        let count = try unsafe found.file.read(into: buffer, at: extent.place.position)
        let bytes = unsafe ByteView(UnsafeRawBufferPointer(buffer))
        if count == bytes.count, FrameRun.isSound(bytes, journal: journal) { return }
        // A trim may have given the file away while it was read.
        let isKept = shelf.withLock { shelf in shelf.files.contains { $0.number == extent.place.file } }
        if !isKept { throw .trimmed }
        throw .damaged(
            file: found.file.path, byte: extent.place.position, reason: "stored frames do not read back")
    }

    package func trim(before sequence: JournalSequence) throws(LogStoreError) {
        let removed = shelf.withLock { shelf -> [any File] in
            var removed: [any File] = []
            while shelf.files.count > 1, let last = shelf.files[0].last, last < sequence {
                let file = shelf.files.removeFirst()
                if shelf.spares.count < settings.sparesMax, file.bytes == settings.fileBytes {
                    shelf.spares.append(file.file)
                    shelf.spareBytes += file.bytes
                } else {
                    removed.append(file.file)
                }
            }
            return removed
        }
        for file in removed { try room.files.remove(file.path) }
        if isFull { preparerBell.ring() }
    }
}
