import Base
import LogFormat

/// Walks the events of neighbouring frames of one chunk.
///
/// It never looks at a frame before it is asked for an event beyond those of the frames before: the frames
/// behind the visible end are not to be touched.
struct FrameWalk {
    let chunk: Chunk
    /// Where the frame behind the one being walked begins.
    private(set) var nextFrame: Int
    private let last: Int
    private var event = 0
    private var payloadEnd = 0

    /// Starts before the frame at `position` and ends behind the frame at `last`.
    init(chunk: Chunk, position: Int, last: Int) {
        self.chunk = chunk
        self.last = last
        nextFrame = max(position, chunk.start)
    }

    /// The next `appended` event that has the tail's log among its destinations, as that log sees it.
    mutating func nextAppended(of tail: Tail) throws(LogStoreError) -> AppendedView? {
        while true {
            while event < payloadEnd {
                let at = event
                let bytes = chunk.bytes(at, payloadEnd - at)
                do throws(FormatError) {
                    let header = try EventHeader(decoding: bytes)
                    event += header.eventBytes
                    guard header.kind == .appended else { continue }
                    let view = try AppendedView(header: header, bytes: bytes)
                    if let seen = view.selecting(tail.log) { return seen }
                } catch {
                    throw tail.damage(
                        at: FrameAddress(chunk: chunk.number, position: UInt32(at)), "\(error)")
                }
            }
            guard nextFrame <= last, let header = chunk.header(at: nextFrame) else { return nil }
            event = nextFrame + FrameHeader.encodedBytes
            payloadEnd = event + header.length
            nextFrame += header.frameBytes
        }
    }
}
