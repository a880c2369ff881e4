import Base

/// A run of messages of one log within one chunk: frames at most 16 KiB apart share an entry.
struct TailEntry: Sendable {
    /// Distance of the last frame from the first, in bytes, up to which further frames join.
    static let spanBytesMax: UInt32 = 16 * 1024

    let first: Offset
    /// When the first of them was appended.
    let timestamp: Instant
    /// Bytes of lines that the tail was given before it.
    let before: Int
    let start: FrameAddress
    /// Position of the last frame with messages of the log.
    var last: UInt32

    /// Whether a frame at `address` may join.
    func reaches(_ address: FrameAddress) -> Bool {
        address.chunk == start.chunk && address.position - start.position <= Self.spanBytesMax
    }
}
