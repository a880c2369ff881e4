import Base
import LogStore
import Node
import TestSupport

/// What a seed makes of a run before it begins: sizes, lengths, and how often what is done.
struct SimulationPlan {
    var settings = NodeSettings(isDevelopment: true)
    var lives: Int
    var stepsPerLife: Int
    /// Bytes of an ordinary line, at most.
    var lineBytesMax: Int
    /// Bytes of a line that takes several frames.
    var longLineBytes: ClosedRange<Int>
    var loops: Int
    /// Real sizes: frames of 900 KiB in chunks of 1 MiB.
    var isLarge: Bool

    /// Makes blocks of a few lines and segments of a few blocks, so that little suffices to merge.
    private static func smallPieces(_ random: inout SplitMix64) -> PieceStoreSettings {
        var pieces = PieceStoreSettings()
        pieces.blockBytes = Int.random(in: 200...1_500, using: &random)
        pieces.pieceWriteBytes = Int.random(in: 1...2_000, using: &random)
        pieces.segmentBytes = Int.random(in: 1...16, using: &random) * 512
        pieces.mergeCopyBytes = Int.random(in: 100...4_000, using: &random)
        pieces.mergeDeflateBytes = Int.random(in: 100...4_000, using: &random)
        pieces.recompressedPieceBytesMin = Int.random(in: 1...2_000, using: &random)
        pieces.archiveBytes = Int.random(in: 1...500_000, using: &random)
        pieces.archiveUnwrittenBytes = Int.random(in: 1...8_000, using: &random)
        pieces.blockCacheBytes = Int.random(in: 0...16, using: &random) * 1024
        pieces.indexCacheBytes = Int.random(in: 0...4, using: &random) * 1024
        pieces.filesOpenMax = Int.random(in: 1...8, using: &random)
        return pieces
    }

    /// `large` overrides what the seed says of sizes.
    init(_ random: inout SplitMix64, large: Bool?) {
        let isLarge = Int.random(in: 0..<32, using: &random) == 0
        self.isLarge = large ?? isLarge
        settings.checkpointInterval = Interval(milliseconds: Int64.random(in: 1...2_000, using: &random))
        lives = Int.random(in: 2...5, using: &random)
        stepsPerLife = Int.random(in: 20...400, using: &random)
        loops = Int.random(in: 1...3, using: &random)
        if self.isLarge {
            settings.journalFileBytes = 1 << 20
            settings.tailBytesMax = 2 << 20
            settings.openBytesMax = 3 << 20
            settings.reserveBytes = 1 << 20
            settings.checkpointBytes = Int.random(in: 1...6, using: &random) << 20
            lineBytesMax = 2_000
            longLineBytes = 850_000...1_900_000
        } else {
            settings.chunkBytes = 4096
            settings.framePayloadBytesMax = Int.random(in: 600...2000, using: &random)
            // As with the real sizes, one file has room for all that may wait, and more.
            settings.journalFileBytes = 32 * 1024
            settings.tailBytesMax = Int.random(in: 2...6, using: &random) * 4096
            settings.checkpointBytes = Int.random(in: 1...4, using: &random) * 4096
            settings.pieces = Self.smallPieces(&random)
            settings.openBytesMax = Int.random(in: 2...8, using: &random) * 1024
            settings.reserveBytes = Int.random(in: 0...2, using: &random) * 8 * 1024
            if Int.random(in: 0..<4, using: &random) == 0 {
                settings.diskBytesMax = Int.random(in: 4...10, using: &random) * 32 * 1024
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                settings.journalBytesMax = Int.random(in: 2...4, using: &random) * 32 * 1024
            }
            lineBytesMax = 200
            longLineBytes = 500...6_000
        }
        settings.pieces.isReproducible = true
    }
}
