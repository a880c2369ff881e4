import Base
import LogFormat

/// Reads a journal file from some byte on, through a window of bounded size.
struct FrameReader: ~Copyable {
    /// More than any frame.
    static let frameBytesMax = FrameHeader.frameBytes(Limits.framePayloadBytesMax)
    private static let windowBytes = 2 << 20

    let file: any File
    /// Bytes of the file that are looked at.
    let bytes: Int
    /// Where the next frame is looked for.
    private(set) var position: Int
    private var window = ByteBuffer(capacity: windowBytes)
    /// Position in the file of the window's first byte.
    private var start: Int

    init(_ file: any File, from position: Int = JournalFileHeader.blockBytes, bytes: Int) {
        self.file = file
        self.bytes = bytes
        self.position = position
        start = position
    }

    /// The bytes at `position`, a whole frame at least where the file holds one; valid until the next call.
    mutating func peek() throws(LogStoreError) -> ByteView {
        let isEnough = start + window.count - position >= Self.frameBytesMax
        if !isEnough, start + window.count < bytes {
            window.removeFirst(min(position - start, window.count))
            start = position
            let wanted = min(Self.windowBytes - window.count, bytes - start - window.count)
            try window.read(wanted, from: file, at: start + window.count)
        }
        return window.bytes.dropping(min(position - start, window.count))
    }

    /// Goes `count` bytes on.
    mutating func skip(_ count: Int) { position += count }

    /// Reads again what may have changed since.
    mutating func refresh() {
        window.removeAll()
        start = position
    }
}
