package import Base
package import LogFormat

/// Where a message lies in a history.
package enum HistoryPlace: Sendable {
    /// In this block of a piece, or behind the ones before it.
    case block(PieceIndex, Int)
    case carried(CarriedBlock)
    /// There is no line before this offset.
    case behind(Offset)
}

extension History {
    /// Where the message at `offset` lies, or the first behind it. Blocks; for a worker.
    package func place(of offset: Offset, in files: HistoryFiles) throws(LogStoreError) -> HistoryPlace {
        let state = state
        switch state.source(holding: offset, of: log, in: files) {
        case .piece(let piece):
            let index = try files.pieces.index(of: piece)
            return index.block(holding: offset).map { .block(index, $0) } ?? .behind(piece.end)
        case .carried(let block): return .carried(block)
        case nil: return .behind(state.end)
        }
    }
}
