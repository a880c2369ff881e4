internal import Base
package import LogFormat

/// Which pieces of a log to merge next, or to compress harder.
///
/// Tiers are sizes of files: an eighth of a tier's bound is the bound of the tier below, half a segment that
/// of the highest. Neighbours that are all below a bound and together reach it are merged. So each merge
/// lifts every byte it writes by a tier at least: with the first write and the last, which compresses
/// harder, a byte is written 6 times at most; and up to about 8 pieces of each tier wait.
package enum MergePlan {
    /// The parts of half a segment that the tiers are bounded by.
    private static let parts = [512, 64, 8, 1]

    /// The neighbours to merge next, as indices into `pieces`, which ascend; nil when there is nothing to do.
    ///
    /// Takes the highest tier that is full, since its merge takes what is below along.
    package static func merge(
        _ pieces: [PieceEntry], sizes: PieceStoreSettings = PieceStoreSettings()
    ) -> Range<Int>? {
        for part in parts.reversed() {
            let bound = sizes.segmentBytes / 2 / part
            var (start, sum) = (0, 0)
            for (index, piece) in pieces.enumerated() {
                if piece.fileBytes >= bound {
                    (start, sum) = (index + 1, 0)
                    continue
                }
                sum += piece.fileBytes
                if sum >= bound { return start..<index + 1 }
            }
        }
        return nil
    }

    /// The piece to compress harder when there is nothing else to do: the oldest worth it.
    package static func recompress(
        _ pieces: [PieceEntry], sizes: PieceStoreSettings = PieceStoreSettings()
    ) -> Int? {
        pieces.firstIndex { $0.density < .dense && $0.fileBytes >= sizes.recompressedPieceBytesMin }
    }
}
