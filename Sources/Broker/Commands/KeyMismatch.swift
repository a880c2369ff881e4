package import Base

/// A message whose key's latest message is not the expected one.
package struct KeyMismatch: Equatable, Sendable {
    /// Its number in the request.
    package let item: Int
    /// The latest message of its key; nil when there is none.
    package let actual: Offset?

    package init(item: Int, actual: Offset?) {
        self.item = item
        self.actual = actual
    }
}
