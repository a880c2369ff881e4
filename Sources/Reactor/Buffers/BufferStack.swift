internal import Base

/// Idle buffers of one size, last in first out, so that the next one is warm.
@safe
struct BufferStack: ~Copyable {
    /// Bytes of each buffer.
    let size: Int
    private let keep: Int
    private let slots: UnsafeMutablePointer<ByteBuffer>
    private var count = 0

    /// At most `keep` buffers are kept.
    init(size: Int, keep: Int) {
        self.size = size
        self.keep = keep
        unsafe slots = .allocate(capacity: keep)
    }

    deinit {
        unsafe slots.deinitialize(count: count)
        unsafe slots.deallocate()
    }

    mutating func take() -> ByteBuffer {
        guard count > 0 else { return ByteBuffer(capacity: size) }
        count -= 1
        return unsafe (slots + count).move()
    }

    mutating func give(_ buffer: consuming ByteBuffer) {
        guard count < keep else { return }
        buffer.removeAll()
        unsafe (slots + count).initialize(to: buffer)
        count += 1
    }
}
