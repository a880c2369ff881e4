package import Base
package import LogFormat

/// An inflated block: in the cache, held by a reader, or both. Never changes.
package final class Block: Sendable {
    package let log: LogID
    package let entry: BlockEntry
    private let plain: ByteBuffer

    init(log: LogID, entry: BlockEntry, plain: consuming ByteBuffer) {
        self.log = log
        self.entry = entry
        self.plain = plain
    }

    /// Its lines; valid as long as this object is held.
    package var lines: StoredLines {
        StoredLines(log: log, bytes: plain.bytes, first: entry.first, last: entry.last)
    }

    /// Bytes of memory.
    var heldBytes: Int { plain.capacity + 160 }
}
