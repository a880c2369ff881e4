package import Base

/// Bytes that somebody else owns, kept alive by their owner until they have left: mapped or cached memory.
///
/// They are sent from where they lie. Whoever maps a file has it resident before, or the loop would wait for
/// the disk.
package struct SharedBytes: Sendable {
    package let bytes: ByteView
    let owner: any AnyObject & Sendable

    /// Lends `bytes`, which must stay as they are for as long as `owner` lives.
    package init(_ bytes: ByteView, of owner: any AnyObject & Sendable) {
        self.bytes = bytes
        self.owner = owner
    }

    /// A stretch of them.
    package subscript(range: Range<Int>) -> SharedBytes { SharedBytes(bytes[range], of: owner) }
}
