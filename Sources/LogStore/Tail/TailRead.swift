package import Base

/// How a read of a log's tail went.
package enum TailRead: Sendable {
    /// All asked for was visited, or `visit` or the budget ended it; `next` is behind the last visited event.
    case done(next: Offset)
    /// The message at `next` is here no more: the history has it, or it was truncated.
    case forgotten(next: Offset)
    /// From `next` on the bytes are not in memory: a worker calls `Tail.load`, then read again from there.
    case cold(next: Offset, ColdStretch)
}

/// How a search by time went.
package enum TailSearch: Sendable {
    case found(Offset)
    /// The place is known only after a worker called `Tail.load`; then search again.
    case cold(ColdStretch)
}

/// Bytes of the journal that a reader needs and memory does not hold.
package struct ColdStretch: Sendable {
    /// What the reader brought along and still needs.
    let held: [Chunk]
    let wanted: UInt32
}

/// Chunks that were read back from the journal for one reader, who alone keeps them.
package struct LoadedChunks: Sendable {
    let chunks: [Chunk]

    /// None; what a first read starts with.
    package static let none = LoadedChunks(chunks: [])

    func chunk(_ number: UInt32) -> Chunk? { chunks.first { $0.number == number } }
}
