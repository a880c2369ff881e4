import Base
import LogFormat

/// Whole frames of one chunk that fit into what is left of a file.
struct FrameRun {
    let position: Int
    let length: Int
    let first: JournalSequence
    let last: JournalSequence

    /// As many frames of a stretch, from `from` on, as fit into `room` bytes; nil when not even one does.
    init?(of stretch: Stretch, from: Int, room: Int) {
        if from == stretch.position, stretch.length <= room {
            position = from
            length = stretch.length
            first = stretch.firstSequence
            last = stretch.lastSequence
            return
        }
        let chunk = stretch.chunk
        let end = stretch.position + stretch.length
        var next = from
        var first: JournalSequence?
        var last = JournalSequence.none
        while next < end, let header = chunk.header(at: next), next + header.frameBytes - from <= room {
            first = first ?? header.sequence
            last = header.sequence
            next += header.frameBytes
        }
        guard let first else { return nil }
        position = from
        length = next - from
        self.first = first
        self.last = last
    }

    /// Whether `bytes` are nothing but sound frames of a journal.
    static func isSound(_ bytes: ByteView, journal: UInt64) -> Bool {
        var position = 0
        while position < bytes.count {
            let rest = bytes.dropping(position)
            guard let header = FrameHeader(decoding: rest), header.journal == journal,
                header.isSound(in: rest)
            else { return false }
            position += header.frameBytes
        }
        return true
    }
}
