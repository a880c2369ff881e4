import Base
package import LogFormat

/// Shows all lines of one piece, a bounded step at a time, past the cache; belongs to one worker.
package struct PieceScan {
    package let piece: PieceEntry
    private let store: PieceStore
    private var block = 0

    package init(_ piece: PieceEntry, in store: PieceStore) {
        self.piece = piece
        self.store = store
    }

    /// Shows the next `Limits.mergeDeflateBytes` of lines or a block more; false behind the last.
    package mutating func step(_ visit: (StoredLine) -> Void) throws(LogStoreError) -> Bool {
        let index = try store.index(of: piece)
        var end = block
        var bytes = 0
        while end < index.blocks.count, bytes < Limits.mergeDeflateBytes {
            bytes += index.blocks[end].plainBytes
            end += 1
        }
        guard end > block else { return false }
        let run = try store.stored(piece, from: block, through: end - 1)
        let start = index.blocks[block].position
        for entry in index.blocks[block..<end] {
            let from = entry.position - start
            let stored = run.bytes.bytes[from..<from + entry.storedBytes]
            let whole = try store.inflate(stored, entry, of: .piece(piece))
            var lines = whole.lines.cursor
            do throws(FormatError) {
                while let line = try lines.next() { visit(line) }
            } catch {
                throw .damaged(
                    file: store.path(of: piece), byte: entry.position,
                    reason: "something else than lines stands in a block")
            }
        }
        block = end
        return true
    }
}
