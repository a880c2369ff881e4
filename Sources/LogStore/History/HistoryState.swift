package import Base
package import LogFormat

/// What a log has in its history at one moment: pieces, and maybe a block that a snapshot carries.
///
/// `pieces` ascend and never overlap; between two there may be a gap where everything is gone. The carried
/// block lies behind them all and is the last of it.
package struct HistoryState: Equatable, Sendable {
    package var pieces: [PieceEntry]
    package var carried: CarriedEntry?
    /// Names the snapshot whose file holds the carried block; nil without one.
    package var snapshot: JournalSequence?
    /// Offset behind the history, where the tail took over when this was made.
    package var end: Offset

    package init(
        pieces: [PieceEntry] = [], carried: CarriedEntry? = nil, snapshot: JournalSequence? = nil,
        end: Offset = .zero
    ) {
        self.pieces = pieces
        self.carried = carried
        self.snapshot = snapshot
        self.end = end
    }

    /// Nothing: the log has not met a checkpoint yet.
    package static let empty = HistoryState()

    /// Offset behind the last piece.
    package var piecesEnd: Offset { pieces.last?.end ?? .zero }

    /// Offset of the first message that may be found here.
    package var first: Offset { pieces.first?.first ?? carried?.first ?? end }

    /// Bytes of its files and of the carried block.
    package var storedBytes: Int {
        pieces.reduce(carried?.storedBytes ?? 0) { $0 + $1.fileBytes + $1.indexBytes }
    }

    /// Bytes of its lines.
    package var plainBytes: Int { pieces.reduce(carried?.plainBytes ?? 0) { $0 + $1.plainBytes } }

    /// Its lines.
    package var lines: Int { pieces.reduce(carried?.lines ?? 0) { $0 + $1.lines } }

    /// Puts `piece` where `replaced`, neighbours, were; false when they are here no more.
    package mutating func replace(_ replaced: [PieceEntry], by piece: PieceEntry?) -> Bool {
        guard let first = replaced.first, let index = pieces.firstIndex(of: first),
            index + replaced.count <= pieces.count,
            Array(pieces[index..<index + replaced.count]) == replaced
        else { return false }
        pieces.replaceSubrange(index..<index + replaced.count, with: piece.map { [$0] } ?? [])
        return true
    }
}
