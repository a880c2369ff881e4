package import Base

/// Several changes within one namespace that happen together or not at all.
package struct TransactionCommand: Sendable {
    package var namespace: EntityID
    /// At least 1, at most `Limits.transactionOperationsMax`.
    package var parts: [TransactionPart]
    /// What it is recognised by when it comes again: always an Idempotency-Key.
    package var identity: PublishIdentity?

    package init(namespace: EntityID, parts: [TransactionPart], identity: PublishIdentity? = nil) {
        self.namespace = namespace
        self.parts = parts
        self.identity = identity
    }
}

/// One change of a transaction.
///
/// A refusal names the part that it is for: `BrokerError.part`.
package enum TransactionPart: Sendable {
    /// Messages; an identity of its own means nothing.
    case append(AppendCommand)
    /// Messages that were routed; an identity of its own means nothing.
    case fan(FanCommand)
    /// Leases that must all run, or have run out without the message going to somebody else.
    case settle(SettleCommand)
    /// Offsets; at most one part a group.
    case commit(CommitCommand)
    /// Deletes the schedule of this name; one that has fired is refused.
    case cancelSchedule(String)
}
