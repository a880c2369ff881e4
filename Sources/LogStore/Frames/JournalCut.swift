package import Base

/// A place between two commands of the journal that is also one between two chunks.
package struct JournalCut: Equatable, Sendable {
    /// The first chunk behind it.
    package let chunk: UInt32
    /// The last frame before it.
    package let sequence: JournalSequence

    package init(chunk: UInt32, sequence: JournalSequence) {
        self.chunk = chunk
        self.sequence = sequence
    }
}
