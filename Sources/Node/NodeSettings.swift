internal import Base

/// What a node is told at its start.
package struct NodeSettings: Sendable {
    /// Bytes of journal on disk before publishing is refused.
    package var journalBytesMax: Int
    /// Bytes of recent frames kept in memory.
    package var tailBytesMax: Int
    /// Whether the virtual clock may be moved.
    package var isDevelopment: Bool

    package init(
        journalBytesMax: Int = Limits.journalBytesDefault, tailBytesMax: Int = Limits.tailBytesMax,
        isDevelopment: Bool = false
    ) {
        self.journalBytesMax = journalBytesMax
        self.tailBytesMax = tailBytesMax
        self.isDevelopment = isDevelopment
    }
}
