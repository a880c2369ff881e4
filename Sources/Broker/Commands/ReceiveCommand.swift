package import Base
package import LogFormat

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
    /// Leases that it wants to have at once at most, those it has included; the queue's bound holds as well.
    package var prefetch: Int?
    /// Parks under this id when there is nothing; nil answers empty.
    package var waiter: WaiterID?
    /// Messages that were set aside, which it wants instead of any; those that are not are left out.
    package var named: [LaneOffset]
    /// Settled before, in the same decision; their outcomes stand in `Decision.outcomes`.
    package var settles: [SettleItem]

    package init(
        queue: EntityID, max: Int, lease: Interval? = nil, consumer: String? = nil, attempt: UInt64 = 0,
        prefetch: Int? = nil, waiter: WaiterID? = nil, named: [LaneOffset] = [],
        settles: [SettleItem] = []
    ) {
        self.queue = queue
        self.max = max
        self.lease = lease
        self.consumer = consumer
        self.attempt = attempt
        self.prefetch = prefetch
        self.waiter = waiter
        self.named = named
        self.settles = settles
    }
}

/// A parked receiver's name, chosen by the node, never used twice in one process.
package struct WaiterID: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }
    package init(_ value: UInt64) { rawValue = value }
}
