package import LogFormat

/// A message of a publish that its queue has already.
package struct Duplicate: Equatable, Sendable {
    /// What it is a duplicate of.
    package enum Original: Equatable, Sendable {
        case stored(LaneOffset)
        /// An earlier message of the same publish, by its number.
        case item(Int)
    }

    /// Its number in the publish.
    package var item: Int
    package var of: Original

    package init(item: Int, of: Original) {
        self.item = item
        self.of = of
    }
}
