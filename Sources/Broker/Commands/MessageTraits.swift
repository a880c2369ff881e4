package import Base

/// What a queue is told of a message besides its line.
package struct MessageTraits: Equatable, Sendable {
    /// When it is ready; nil is at once.
    package var delay: MessageDelay?
    /// How long it lives once it is ready; nil is as the queue says, zero only if someone waits.
    package var ttl: Interval?
    /// Whether somebody waits for a reply, so that nothing is left of it once its life is over.
    package var isRequest = false
    /// Failures that it begins with.
    package var failures: UInt16 = 0
    /// Hash of the group it belongs to; 0 for none.
    package var group: UInt64
    /// Hash of what it is recognised by when it comes again; 0 for none.
    package var dedupe: UInt64
    /// The higher, the sooner; 0 to 9.
    package var priority: UInt8

    package init(
        delay: MessageDelay? = nil, ttl: Interval? = nil, group: UInt64 = 0, dedupe: UInt64 = 0,
        priority: UInt8 = 0
    ) {
        self.delay = delay
        self.ttl = ttl
        self.group = group
        self.dedupe = dedupe
        self.priority = priority
    }

    /// Whether both are ready, and gone, at the same times.
    func hasTimes(of other: MessageTraits) -> Bool {
        delay == other.delay && ttl == other.ttl && isRequest == other.isRequest
    }
}
