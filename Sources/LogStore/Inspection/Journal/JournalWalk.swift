import Base
import LogFormat

/// Follows the frames of a journal over its files, each with the sequence one above the last.
///
/// Reads only, in bounded memory; stops where the chain does, and may be asked to go on from there.
struct JournalWalk: ~Copyable {
    /// A frame that is sound and due, during its visit.
    struct Step {
        let header: FrameHeader
        /// Index of its file and the position in it.
        let file: Int
        let position: Int
        /// The whole frame, padding included.
        let bytes: ByteView

        var events: ByteView {
            bytes[FrameHeader.encodedBytes..<FrameHeader.encodedBytes + header.length]
        }
    }

    let files: [JournalFileFound]
    let journal: UInt64
    private(set) var file: Int
    private(set) var due: JournalSequence
    private(set) var epoch: UInt32 = 0
    private var reader: FrameReader

    /// Begins with the first frame of the `file`th file, which must have the sequence `due`.
    init(_ files: [JournalFileFound], from file: Int, due: JournalSequence, journal: UInt64) {
        self.files = files
        self.file = file
        self.due = due
        self.journal = journal
        reader = FrameReader(files[file].file, bytes: files[file].bytes)
    }

    /// Where in its file the frame that is due is looked for.
    var position: Int { reader.position }

    /// Visits frame after frame until the chain ends, or the visit says that it has enough.
    mutating func run(_ visit: (Step) throws(LogStoreError) -> Bool) throws(LogStoreError) {
        repeat {
            while true {
                let bytes = try reader.peek()
                guard let header = FrameHeader(decoding: bytes), header.journal == journal,
                    header.sequence == due, header.epoch >= epoch, header.isSound(in: bytes)
                else { break }
                let step = Step(
                    header: header, file: file, position: position, bytes: bytes[0..<header.frameBytes])
                let isGoingOn = try visit(step)
                reader.skip(header.frameBytes)
                epoch = header.epoch
                due = JournalSequence(due.rawValue + 1)
                if !isGoingOn { return }
            }
        } while goOnInNextFile()
    }

    /// Moves to the file that begins with the frame that is due; false when there is none.
    private mutating func goOnInNextFile() -> Bool {
        for index in files.indices.dropFirst(file + 1) where files[index].first?.sequence == due {
            file = index
            reader = FrameReader(files[index].file, bytes: files[index].bytes)
            return true
        }
        return false
    }

    /// The bytes where the frame that is due should stand.
    mutating func peek() throws(LogStoreError) -> ByteView {
        reader.refresh()
        return try reader.peek()
    }
}
