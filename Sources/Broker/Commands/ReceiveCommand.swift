package import Base

/// A consumer asks for messages of a queue, maybe settling others in the same breath.
package struct ReceiveCommand: Sendable {
    package var queue: EntityID
    /// Most messages it takes; 1 to `Limits.receiveMessagesMax`.
    package var max: Int
    /// Length of the leases; nil takes the queue's.
    package var lease: Interval?
    /// The receiver's name for itself.
    package var consumer: String?
    /// `LeaseTokens.attempt(_:)` of what the receiver called this attempt; 0 for none.
    package var attempt: UInt64
    /// Parks under this id when there is nothing; nil answers empty.
    package var waiter: WaiterID?
    /// Settled before, in the same decision; their outcomes stand in `Decision.outcomes`.
    package var settles: [SettleItem]

    package init(
        queue: EntityID, max: Int, lease: Interval? = nil, consumer: String? = nil, attempt: UInt64 = 0,
        waiter: WaiterID? = nil, settles: [SettleItem] = []
    ) {
        self.queue = queue
        self.max = max
        self.lease = lease
        self.consumer = consumer
        self.attempt = attempt
        self.waiter = waiter
        self.settles = settles
    }
}

/// A parked receiver's name, chosen by the node, never used twice in one process.
package struct WaiterID: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }
    package init(_ value: UInt64) { rawValue = value }
}
