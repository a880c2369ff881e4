package import LogFormat

/// What a merge makes of the blocks it reads.
package struct MergeRecipe: Sendable {
    /// Blocks below this density are compressed anew; what is at it or above is copied.
    package var density: Density
    /// Which lines stay; nil for all. A block that keeps all its lines is treated as if it were nil.
    package var isKept: (@Sendable (StoredLine) -> Bool)?

    package init(density: Density = .fast, isKept: (@Sendable (StoredLine) -> Bool)? = nil) {
        self.density = density
        self.isKept = isKept
    }

    /// Copies blocks; only what was not compressed at all is.
    package static let copy = MergeRecipe()
    /// Compresses everything as small as is worth the time.
    package static let recompress = MergeRecipe(density: .dense)
}

/// How a step of a merge ended.
package enum MergeStep: Equatable, Sendable {
    /// There is more to do.
    case working
    /// The files are on disk, their folder is not synced; nil when no line is left, and no file either.
    case done(PieceEntry?)
}
