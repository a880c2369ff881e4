package import Base

/// How full a queue is.
package struct QueueCounts: Equatable, Sendable {
    /// Messages that a receiver would get.
    package var ready: Int
    /// Messages in somebody's hands.
    package var leased: Int
    /// Messages that a receiver would get later.
    package var delayed: Int
    /// Messages that were set aside.
    package var deferred: Int
    /// Dead letters that are on their way, or whose target cannot be reached.
    package var doomed: Int
    /// The oldest message that is not settled, in a queue of one lane; its time stands in the log.
    package var oldest: Offset?

    /// Bytes of the messages that are ready or delayed; nil when nobody bounds them.
    package var heldBytes: Int?
    /// Messages of the source that went before they were settled.
    package var lost = 0
    /// The same of each lane, when there are several or they are a topic's.
    package var lanes: [QueueCounts] = []

    /// Messages not settled.
    package var total: Int { ready + leased + delayed + deferred + doomed }

    package init(
        ready: Int, leased: Int, delayed: Int = 0, deferred: Int = 0, doomed: Int = 0, oldest: Offset?
    ) {
        self.ready = ready
        self.leased = leased
        self.delayed = delayed
        self.deferred = deferred
        self.doomed = doomed
        self.oldest = oldest
    }

    /// Takes in what another lane holds; of offsets in several logs none is the oldest.
    mutating func add(_ other: QueueCounts) {
        ready += other.ready
        leased += other.leased
        delayed += other.delayed
        deferred += other.deferred
        doomed += other.doomed
        oldest = nil
    }
}
