package import Base

/// One log of a topic whose messages below an offset are to go.
package struct TrimOrder: Equatable, Sendable {
    package var log: LogID
    /// The first offset that stays; at most the offset that the next message gets.
    package var before: Offset

    package init(log: LogID, before: Offset) {
        self.log = log
        self.before = before
    }
}
