import Base
import LogFormat

/// The frames of a command of which the last has not been read yet.
struct CommandRun {
    /// A sound frame, where it lies in memory and in its file.
    struct Part {
        let header: FrameHeader
        let chunk: Chunk
        let position: Int
        /// Index of the file in the inventory.
        let file: Int
        let filePosition: Int
    }

    private(set) var parts: [Part] = []

    /// Adds the next frame; false when it is not the part that is due.
    mutating func append(_ part: Part) -> Bool {
        let due = parts.count + 1
        guard Int(part.header.part) == due, part.header.parts >= part.header.part,
            parts.first.map({ $0.header.parts == part.header.parts }) ?? true
        else { return false }
        parts.append(part)
        return true
    }

    /// Whether all frames of the command are there.
    var isComplete: Bool { parts.last.map { $0.header.part == $0.header.parts } ?? false }

    mutating func removeAll() { parts.removeAll(keepingCapacity: true) }
}
