internal import Base
internal import Reactor

/// A buffer of finished bytes in a line that can hold only copyable things.
final class SealedBytes {
    private(set) var buffer: ByteBuffer

    init(_ buffer: consuming ByteBuffer) { self.buffer = buffer }

    /// Returns the memory; the object is empty after that.
    func giveBack(_ pool: BufferPool) {
        var taken = ByteBuffer()
        swap(&taken, &buffer)
        pool.give(taken)
    }
}
