package import Base

/// What the name of a piece's file says: its first offset and its generation.
///
/// `00000000000000000017.1.ndjson.gz` and, for its index, `00000000000000000017.1.index`.
package struct PieceName: Hashable, Sendable {
    package let first: Offset
    package let generation: UInt32

    package init(first: Offset, generation: UInt32) {
        self.first = first
        self.generation = generation
    }

    package var fileName: String { stem + ".ndjson.gz" }
    package var indexName: String { stem + ".index" }

    private var stem: String {
        let digits = String(first.rawValue)
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits + "." + String(generation)
    }

    /// Reads either name; nil for any other.
    package init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].utf8.count == 20, let first = UInt64(parts[0]),
            let generation = UInt32(parts[1])
        else { return nil }
        self.init(first: Offset(first), generation: generation)
        if name != fileName, name != indexName { return nil }
    }
}
