package import Base

/// How full a queue is.
package struct QueueCounts: Equatable, Sendable {
    /// Messages that a receiver would get.
    package var ready: Int
    /// Messages in somebody's hands.
    package var leased: Int
    /// The oldest message that is not settled; its time stands in the log.
    package var oldest: Offset?

    /// Messages not settled.
    package var total: Int { ready + leased }

    package init(ready: Int, leased: Int, oldest: Offset?) {
        self.ready = ready
        self.leased = leased
        self.oldest = oldest
    }
}
