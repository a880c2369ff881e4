internal import Base
internal import HTTPWire
internal import Reactor

/// How far the body of a request has been read, and what had to be set aside for it.
struct BodyState: ~Copyable {
    /// Bytes of the head, which stands before the body in the connection's input.
    private(set) var headLength = 0
    /// Bytes of a body of known length that have not been taken.
    var remaining = 0
    /// Whether it is chunked, so that its end is known only when it comes.
    private(set) var isChunked = false
    /// Whether reading has begun: the coding is known, the limits are checked.
    var hasBegun = false
    /// Set when the body is compressed.
    var inflater: Inflater?
    var decoder = ChunkedDecoder(bytesMax: 0)
    /// De-chunked bytes that wait to be inflated, and how many of them have been.
    var compressed = ByteBuffer()
    var inflated = 0
    /// What the handler is shown, unless it lies whole in the input.
    var content = ByteBuffer()
    /// Decoded bytes handed out in pieces before `content`.
    var contentBefore = 0
    var reserved = 0
    /// How long its reader waits for more of a body that may go on for ever; nil for one that is bounded.
    var patience: Interval?

    mutating func begin(_ framing: BodyFraming, headLength: Int) {
        self.headLength = headLength
        isChunked = framing == .chunked
        remaining = if case .length(let length) = framing { length } else { 0 }
        hasBegun = false
        inflated = 0
        contentBefore = 0
        patience = nil
    }

    /// Takes the chunked coding off `arrived`; gives how many of its bytes were of this body.
    mutating func takeChunked(_ arrived: ByteView) throws(Refusal) -> Int {
        inflater == nil
            ? try decoder.decode(arrived, into: &content) : try decoder.decode(arrived, into: &compressed)
    }

    /// Returns what was set aside.
    mutating func release(_ pool: BufferPool, _ budget: Budget) {
        if reserved > 0 {
            budget.release(reserved)
            reserved = 0
        }
        if content.capacity > 0 {
            var taken = ByteBuffer()
            swap(&taken, &content)
            pool.give(taken)
        }
        if compressed.capacity > 0 {
            var taken = ByteBuffer()
            swap(&taken, &compressed)
            pool.give(taken)
        }
        inflater = nil
    }
}
