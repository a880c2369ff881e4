package import Base

/// Where a journal keeps bytes; only the journal that gave it knows what the numbers mean.
package struct JournalPlace: Hashable, Sendable {
    package let file: UInt64
    package let position: Int

    package init(file: UInt64, position: Int) {
        self.file = file
        self.position = position
    }
}

/// A run of whole frames of one chunk together with its place in the journal.
package struct Extent: Hashable, Sendable {
    package let chunk: UInt32
    package let position: Int
    package let length: Int
    package let place: JournalPlace

    package init(chunk: UInt32, position: Int, length: Int, place: JournalPlace) {
        self.chunk = chunk
        self.position = position
        self.length = length
        self.place = place
    }
}

extension Extent {
    /// The part of it before `end`, a position in the chunk; nil when there is none.
    func prefix(_ end: Int) -> Extent? {
        let kept = min(length, end - position)
        return kept <= 0 ? nil : Extent(chunk: chunk, position: position, length: kept, place: place)
    }
}

/// A run of whole frames of one chunk, closed and waiting to be written.
package struct Stretch: Sendable {
    package let chunk: Chunk
    package let position: Int
    package let length: Int
    package let firstSequence: JournalSequence
    package let lastSequence: JournalSequence

    package init(
        chunk: Chunk, position: Int, length: Int, firstSequence: JournalSequence,
        lastSequence: JournalSequence
    ) {
        self.chunk = chunk
        self.position = position
        self.length = length
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
    }

    /// The frames' bytes.
    package var bytes: ByteView { chunk.bytes(position, length) }
}
