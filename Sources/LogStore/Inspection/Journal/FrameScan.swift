import Base
import LogFormat

/// Looks through journal files for sound frames, wherever they stand.
struct FrameScan {
    let journal: UInt64?
    /// Frames up to this sequence are passed over: a recycled file is full of them.
    let above: JournalSequence

    /// Visits each sound frame of a file from `position` on, with where it stands.
    func run(
        _ found: JournalFileFound, from position: Int,
        _ visit: (FrameHeader, Int, ByteView) throws(LogStoreError) -> Void
    ) throws(LogStoreError) {
        var reader = FrameReader(found.file, from: position, bytes: found.bytes)
        while true {
            let window = try reader.peek()
            if window.count < FrameHeader.encodedBytes { return }
            let isLast = reader.position + window.count >= found.bytes
            // Behind this a frame might not lie wholly in the window.
            let end =
                isLast
                ? window.count - FrameHeader.encodedBytes + 1
                : window.count - FrameReader.frameBytesMax + FrameHeader.alignment
            var at = 0
            while at < end { at += try look(at: at, in: window, from: reader.position, visit) }
            if isLast { return }
            reader.skip(at)
        }
    }

    private func look(
        at: Int, in window: ByteView, from start: Int,
        _ visit: (FrameHeader, Int, ByteView) throws(LogStoreError) -> Void
    ) throws(LogStoreError) -> Int {
        guard window.load(at, as: UInt32.self) == FrameHeader.magic else { return FrameHeader.alignment }
        let bytes = window.dropping(at)
        guard let header = FrameHeader(decoding: bytes), journal == nil || header.journal == journal,
            header.isSound(in: bytes)
        else { return FrameHeader.alignment }
        if header.sequence > above { try visit(header, start + at, bytes[0..<header.frameBytes]) }
        return header.frameBytes
    }
}
