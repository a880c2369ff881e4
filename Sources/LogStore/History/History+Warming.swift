package import Base
import LogFormat

/// Reading ahead of readers that go from block to block.
extension History {
    /// What a reader at `offset` will soon ask for and is not in memory; nil when all of it is.
    ///
    /// Looks at the blocks behind that of `offset` up to `bytes` bytes of lines; never blocks.
    package func stretch(ahead offset: Offset, bytes: Int, in files: HistoryFiles) -> HistoryStretch? {
        guard case .piece(let piece)? = state.source(holding: offset, of: log, in: files) else { return nil }
        let source = BlockSource.piece(piece)
        guard let index = files.pieces.cachedIndex(of: piece) else {
            return HistoryStretch(source: source, wanted: .offset(offset, bytes: bytes))
        }
        guard let first = index.block(holding: offset) else { return nil }
        let range = index.blocks(from: first, bytes: bytes)
        for number in range where files.pieces.cachedBlock(of: source, number) == nil {
            let ahead = index.blocks[number..<range.upperBound].reduce(0) { $0 + $1.plainBytes }
            let wanted = max(offset, index.blocks[number].first)
            return HistoryStretch(source: source, wanted: .offset(wanted, bytes: ahead))
        }
        return nil
    }
}
