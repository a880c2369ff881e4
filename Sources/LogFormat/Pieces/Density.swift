/// How hard the blocks of a piece were compressed; a denser piece is not compressed again.
package enum Density: UInt8, Comparable, Sendable {
    /// Not at all: deflate blocks that hold their bytes as they are.
    case stored = 1
    /// As fast as lines come in.
    case fast = 2
    /// As small as is worth the time.
    case dense = 3

    package static func < (left: Density, right: Density) -> Bool { left.rawValue < right.rawValue }
}
