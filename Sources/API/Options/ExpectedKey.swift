package import Base

/// What a publisher expects the latest message of its key to be.
package enum ExpectedKey: Equatable, Sendable {
    /// There is none, or it is a tombstone.
    case none
    case offset(Offset)

    /// The offset; nil for none.
    package var offset: Offset? { if case .offset(let offset) = self { offset } else { nil } }
}
