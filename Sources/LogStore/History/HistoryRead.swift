package import Base
import LogFormat

/// How a read of a log's history went.
package enum HistoryRead: Sendable {
    /// All asked for was visited, or `visit` or the budget ended it; reading goes on at `next`.
    ///
    /// That is the end of the history when there is nothing more in it.
    case done(next: Offset)
    /// From `next` on the lines are not in memory: a worker calls `History.load`, then read again from there.
    case cold(next: Offset, HistoryStretch)
}

/// How a search by time went.
package enum HistorySearch: Sendable {
    case found(Offset)
    /// Everything in the history is older.
    case behind
    /// The place is known only after a worker called `History.load`; then search again.
    case cold(HistoryStretch)
}

/// Blocks that a reader needs and memory does not hold.
package struct HistoryStretch: Sendable {
    enum Wanted: Sendable {
        /// The block that holds this offset, and those behind it up to so many bytes of lines.
        case offset(Offset, bytes: Int)
        /// The first block with a line of this time or later.
        case time(Instant)
    }

    let source: BlockSource
    let wanted: Wanted
}

/// Blocks that were brought for one reader, who alone keeps them, whatever becomes of the cache.
package struct LoadedBlocks: Sendable {
    private let piece: PieceEntry?
    private let index: PieceIndex?
    private let firstNumber: Int
    private let blocks: [Block]

    /// None; what a first read starts with.
    package static let none = LoadedBlocks(piece: nil, index: nil, firstNumber: 0, blocks: [])

    init(piece: PieceEntry?, index: PieceIndex?, firstNumber: Int, blocks: [Block]) {
        self.piece = piece
        self.index = index
        self.firstNumber = firstNumber
        self.blocks = blocks
    }

    func index(of wanted: PieceEntry) -> PieceIndex? { wanted == piece ? index : nil }

    func block(of source: BlockSource, _ number: Int) -> Block? {
        switch source {
        case .piece(let wanted):
            guard wanted == piece, number >= firstNumber, number < firstNumber + blocks.count else {
                return nil
            }
            return blocks[number - firstNumber]
        case .carried(let wanted):
            guard piece == nil, let block = blocks.first, block.entry == wanted.entry else { return nil }
            return block
        }
    }
}
