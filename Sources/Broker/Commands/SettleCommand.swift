package import Base
internal import LogFormat

/// Leases of one queue that their holder ends.
package struct SettleCommand: Sendable {
    package var queue: EntityID
    package var items: [SettleItem]

    package init(queue: EntityID, items: [SettleItem]) {
        self.queue = queue
        self.items = items
    }
}

/// One lease and what becomes of it.
package struct SettleItem: Equatable, Sendable {
    /// Which lane of the queue the message stands in.
    package var lane: UInt16
    package var offset: Offset
    package var generation: UInt32
    package var verb: SettleVerb
    /// Why it is handed back or rejected, in its holder's words; at most `Limits.reasonBytesMax` bytes.
    package var reason: String?

    /// Lane and offset.
    var place: LaneOffset { LaneOffset(lane: lane, offset) }

    package init(
        lane: UInt16 = 0, offset: Offset, generation: UInt32, verb: SettleVerb, reason: String? = nil
    ) {
        self.lane = lane
        self.offset = offset
        self.generation = generation
        self.verb = verb
        self.reason = reason
    }
}

/// What the holder of a lease says of the message.
package enum SettleVerb: Equatable, Sendable {
    /// Done with.
    case ack
    /// Handed back; with blame if it failed, ready again after the delay, or else as the queue says.
    case nack(failed: Bool, delay: Interval? = nil)
    /// Of no use to anybody here: it goes to the dead letters at once.
    case reject
    /// Set aside: nobody gets it but who names it.
    case setAside
    /// Held on to, for at least so long from now.
    case extend(Interval)
}

/// What came of one item.
package enum SettleOutcome: UInt8, Equatable, Sendable {
    case acked, nacked
    /// The same verb ended the same lease before; nothing happened now.
    case alreadyAcked, alreadyNacked
    /// The lease runs on.
    case extended
    case rejected, alreadyRejected
    case deferred, alreadyDeferred
    /// Something else ended the lease, or it was never given.
    case lost

    /// The word for it in answers.
    package var name: StaticString {
        switch self {
        case .acked: "acked"
        case .nacked: "nacked"
        case .alreadyAcked: "already_acked"
        case .alreadyNacked: "already_nacked"
        case .extended: "extended"
        case .rejected: "rejected"
        case .alreadyRejected: "already_rejected"
        case .deferred: "deferred"
        case .alreadyDeferred: "already_deferred"
        case .lost: "lost"
        }
    }

    /// Whether the item is settled as its sender wanted, now or before.
    package var isSettled: Bool { self != .lost }
}
