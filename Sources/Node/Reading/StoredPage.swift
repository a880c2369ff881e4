package import Base

/// A page of whole lines, ready to be sent: one gzip member, or plain when it is too small to compress.
package struct StoredPage: Sendable {
    /// Bytes that leave from where they lie.
    package struct Part: Sendable {
        package let bytes: ByteView
        /// Keeps them.
        package let owner: any AnyObject & Sendable
    }

    package internal(set) var parts: [Part] = []
    package internal(set) var isCompressed = false
    package internal(set) var messages = 0
    /// Where to go on.
    package internal(set) var next: Offset
    /// Whether a limit ended it, rather than the end of what is visible.
    package internal(set) var isFull = false

    package var byteCount: Int { parts.reduce(0) { $0 + $1.bytes.count } }
}

/// Bytes that a page was made of.
final class PageBytes: Sendable {
    private let buffer: ByteBuffer

    init(_ buffer: consuming ByteBuffer) { self.buffer = buffer }

    var part: StoredPage.Part { StoredPage.Part(bytes: buffer.bytes, owner: self) }
}
