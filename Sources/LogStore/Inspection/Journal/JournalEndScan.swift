import Base
import LogFormat

/// Judges what lies behind the end of a chain of frames: nothing, a torn write, or proof of damage.
struct JournalEndScan {
    private let files: [JournalFileFound]
    private let journal: UInt64
    private let start: (file: Int, position: Int)
    private let due: JournalSequence
    /// Where the frame that is due should stand.
    private(set) var file: Int
    private(set) var position: Int
    /// Bytes from there to the next sound frame, where that follows it.
    private(set) var extent: Int?
    /// Highest sound frame found behind the end.
    private(set) var highest: JournalSequence?
    /// Whether the frame that is due was acknowledged.
    private(set) var isProof = false

    /// Looks through the rest of the file where the chain ends and all later ones.
    ///
    /// `acknowledged` is what the frames of the chain said to be durable.
    init(
        _ files: [JournalFileFound], file: Int, position: Int, due: JournalSequence, journal: UInt64,
        acknowledged: JournalSequence
    ) throws(LogStoreError) {
        self.files = files
        self.file = file
        self.position = position
        self.due = due
        self.journal = journal
        start = (file, position)
        isProof = acknowledged >= due
        try look()
    }

    private mutating func look() throws(LogStoreError) {
        var next: (file: Int, position: Int)?
        try visitBehind { header, file, position, _ in
            highest = max(highest ?? .none, header.sequence)
            if header.durable >= due { isProof = true }
            if header.sequence.rawValue == due.rawValue + 1 { next = (file, position) }
        }
        if let next, next.file == file {
            extent = next.position - position
        } else if let next, next.file > file, next.position > JournalFileHeader.blockBytes {
            // The frame was the first of a later file.
            file = next.file
            position = JournalFileHeader.blockBytes
            extent = next.position - position
        } else if let header = try headers(due) {
            file = header
            position = JournalFileHeader.blockBytes
        }
    }

    /// The later file that begins with the header of the frame that is due, sound or not.
    private func headers(_ due: JournalSequence) throws(LogStoreError) -> Int? {
        let here = try JournalInventory.frameHeader(in: files[file].file, at: position)
        if here?.sequence == due { return nil }
        for index in files.indices.dropFirst(file + 1) {
            let first = try JournalInventory.frameHeader(
                in: files[index].file, at: JournalFileHeader.blockBytes)
            if first?.sequence == due { return index }
        }
        return nil
    }

    private func visitBehind(
        _ visit: (FrameHeader, Int, Int, ByteView) throws(LogStoreError) -> Void
    ) throws(LogStoreError) {
        let scan = FrameScan(journal: journal, above: due)
        for index in files.indices.dropFirst(start.file) {
            let from = index == start.file ? start.position : JournalFileHeader.blockBytes
            try scan.run(files[index], from: from) { header, position, bytes throws(LogStoreError) in
                try visit(header, index, position, bytes)
            }
        }
    }

    /// The file in which the frame that is due should stand.
    var found: JournalFileFound { files[file] }

    /// What a cut before the frame that is due gives up.
    func account(
        from events: EventAccount, damaged: ByteView
    ) throws(LogStoreError) -> GivenUp {
        var events = events
        var lost = GivenUp()
        lost.add(command: due)
        if let header = FrameHeader(decoding: damaged), header.sequence == due,
            header.frameBytes <= damaged.count
        {
            let payload = damaged[FrameHeader.encodedBytes..<FrameHeader.encodedBytes + header.length]
            events.giveUp(payload, isTrusted: false, into: &lost)
        }
        try visitBehind { header, _, _, bytes in
            lost.add(command: header.sequence)
            let payload = bytes[FrameHeader.encodedBytes..<FrameHeader.encodedBytes + header.length]
            events.giveUp(payload, isTrusted: true, into: &lost)
        }
        return lost
    }
}
