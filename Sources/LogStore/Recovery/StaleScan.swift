import Base
import LogFormat

/// Looks behind the end of the journal for frames that prove it damaged, and for anything left there.
struct StaleScan {
    /// Bytes read at a time; a frame found in the first half lies wholly in the window.
    private static let windowBytes = 2 << 20

    /// The journal, or nil to take frames of any.
    let journal: UInt64?
    /// Sequence of the frame that is missing.
    let missing: JournalSequence
    /// Whether a frame was found that was written when the missing one was durable.
    private(set) var isProof = false
    private(set) var highestEpoch: UInt32 = 0

    init(journal: UInt64?, missing: JournalSequence) {
        self.journal = journal
        self.missing = missing
    }

    /// Looks through a file from `start` on; returns whether there is nothing but zeros.
    mutating func scan(_ file: any File, from start: Int, bytes: Int) throws(LogStoreError) -> Bool {
        var window = ByteBuffer(capacity: Self.windowBytes)
        var isZero = true
        var position = start
        while position + 8 <= bytes {
            window.removeAll()
            try window.read(min(Self.windowBytes, bytes - position), from: file, at: position)
            let isLast = window.count < Self.windowBytes
            let end = isLast ? window.count : Self.windowBytes / 2
            var at = 0
            while at < end, at + 8 <= window.count {
                at += look(at: at, in: window.bytes, isZero: &isZero)
            }
            if isLast { break }
            position += at
        }
        return isZero
    }

    /// Judges what stands at `at`; returns how far to go on.
    private mutating func look(at: Int, in window: ByteView, isZero: inout Bool) -> Int {
        let word = window.load(at, as: UInt64.self)
        if word == 0 { return FrameHeader.alignment }
        isZero = false
        guard UInt32(truncatingIfNeeded: word) == FrameHeader.magic else { return FrameHeader.alignment }
        let bytes = window.dropping(at)
        guard let header = FrameHeader(decoding: bytes), journal == nil || header.journal == journal,
            header.isSound(in: bytes)
        else { return FrameHeader.alignment }
        highestEpoch = max(highestEpoch, header.epoch)
        if header.sequence > missing, header.durable >= missing { isProof = true }
        return header.frameBytes
    }
}
