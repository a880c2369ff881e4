import Base
import LogFormat
import Synchronization

/// Frames in memory, up to 1 MiB of them, one behind the other, in the order of their sequences.
///
/// Bytes once written never change, but for `durable` and the CRC of each frame, which the journal thread
/// fills in before it writes them; so nobody else reads those two before the frame is durable. Only the
/// `FrameBuffer` writes further bytes, until it seals the chunk.
@safe
package final class Chunk: Sendable {
    /// Bytes of a chunk, except in tests.
    package static let bytesDefault = 1 << 20
    private static let open = UInt32.max

    package let number: UInt32
    /// Where what it holds begins: above 0 when the journal gave up its start before it was read back.
    let start: Int
    /// Bytes that fit.
    package let capacity: Int
    nonisolated(unsafe) let base: UnsafeMutableRawPointer
    private let sealed = Atomic<UInt32>(Chunk.open)
    private let memory: ChunkMemory

    init(number: UInt32, memory: ChunkMemory, start: Int = 0) {
        self.number = number
        self.start = start
        self.memory = memory
        capacity = memory.blockBytes
        unsafe base = memory.take()
    }

    deinit { unsafe memory.give(base) }

    /// Bytes of frames, once no further ones come; nil before.
    package var sealedLength: Int? {
        let length = sealed.load(ordering: .acquiring)
        return length == Self.open ? nil : Int(length)
    }

    func seal(at length: Int) { sealed.store(UInt32(length), ordering: .releasing) }

    /// The bytes from `position` on; the caller knows that they were written.
    func bytes(_ position: Int, _ count: Int) -> ByteView {
        precondition(position >= 0 && count >= 0 && position + count <= capacity)
        return unsafe ByteView(base: base + position, count: count)
    }

    /// The header of the frame at `position`, which must be one.
    func header(at position: Int) -> FrameHeader? {
        FrameHeader(decoding: bytes(position, capacity - position))
    }
}
