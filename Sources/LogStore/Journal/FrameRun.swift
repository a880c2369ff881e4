import Base
import LogFormat

/// Whole frames of one chunk that fit into what is left of a file.
struct FrameRun {
    let position: Int
    let length: Int
    let first: JournalSequence
    let last: JournalSequence

    /// As many frames from `from` on as fit into `room` bytes; nil when not even one does.
    init?(of chunk: Chunk, from: Int, to end: Int, room: Int) {
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
