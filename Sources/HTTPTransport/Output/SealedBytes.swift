internal import Base
internal import Reactor

/// Finished bytes in a line that can hold only copyable things: a buffer, or what somebody else owns.
final class SealedBytes {
    private var buffer: ByteBuffer
    private var shared: SharedBytes?

    init(_ buffer: consuming ByteBuffer) { self.buffer = buffer }

    init(_ shared: SharedBytes) {
        buffer = ByteBuffer()
        self.shared = shared
    }

    var bytes: ByteView { shared?.bytes ?? buffer.bytes }

    /// Returns the memory; the object is empty after that.
    func giveBack(_ pool: BufferPool) {
        guard shared == nil else {
            shared = nil
            return
        }
        var taken = ByteBuffer()
        swap(&taken, &buffer)
        pool.give(taken)
    }
}
