package import Base
import LogFormat

/// Which file holds what.
extension HistoryState {
    /// Where the message at `offset` lies, or the first behind it that may be here; nil behind the last.
    func source(holding offset: Offset, of log: LogID, in files: HistoryFiles) -> BlockSource? {
        let index = firstPiece { $0.end > offset }
        if index < pieces.count { return .piece(pieces[index]) }
        return carriedBlock(of: log, in: files).flatMap { $0.entry.last >= offset ? .carried($0) : nil }
    }

    /// Where the first message of `time` or later lies; nil when all are older.
    func source(since time: Instant, of log: LogID, in files: HistoryFiles) -> BlockSource? {
        // The times of a piece without lines say nothing, hence not by halving.
        for piece in pieces where piece.lines > 0 && piece.timeLast >= time { return .piece(piece) }
        return carriedBlock(of: log, in: files).flatMap { $0.entry.timeLast >= time ? .carried($0) : nil }
    }

    /// Whether the files it names include that of `source`.
    func names(_ source: BlockSource, in files: HistoryFiles) -> Bool {
        switch source {
        case .piece(let piece):
            let index = firstPiece { $0.end > piece.first }
            return index < pieces.count && pieces[index] == piece
        case .carried(let block): return block == carriedBlock(of: block.log, in: files)
        }
    }

    package func carriedBlock(of log: LogID, in files: HistoryFiles) -> CarriedBlock? {
        guard let carried, let snapshot else { return nil }
        return CarriedBlock(log: log, file: files.path(ofSnapshot: snapshot), entry: carried)
    }

    /// Index of the first piece for which `isReached` holds, as it does for all behind it.
    private func firstPiece(_ isReached: (PieceEntry) -> Bool) -> Int {
        var (low, high) = (0, pieces.count)
        while low < high {
            let middle = (low + high) / 2
            if isReached(pieces[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
