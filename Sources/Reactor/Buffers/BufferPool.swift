package import Base

/// Buffers that the connections of one loop share, in three sizes; what is idle is bounded.
///
/// Lives on its loop. A buffer given back keeps its memory, not its bytes.
package final class BufferPool {
    private var small = BufferStack(size: 4 * 1024, keep: 128)
    private var medium = BufferStack(size: 64 * 1024, keep: 32)
    private var large = BufferStack(size: 1024 * 1024, keep: 8)

    package init() {}

    /// An empty buffer with room for at least `capacity` bytes; beyond 1 MiB it is made to measure.
    package func take(_ capacity: Int) -> ByteBuffer {
        if capacity <= small.size { return small.take() }
        if capacity <= medium.size { return medium.take() }
        if capacity <= large.size { return large.take() }
        return ByteBuffer(capacity: capacity)
    }

    /// Takes a buffer back; one that fits no class, or that nobody will miss, is freed.
    ///
    /// One that has grown to at most twice its class is kept: whoever needed that will need it again.
    package func give(_ buffer: consuming ByteBuffer) {
        switch buffer.capacity {
        case small.size: small.give(buffer)
        case medium.size...2 * medium.size: medium.give(buffer)
        case large.size...2 * large.size: large.give(buffer)
        default: break
        }
    }
}
