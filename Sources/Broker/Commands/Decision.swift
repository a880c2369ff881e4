internal import Base
package import LogFormat

/// What `decide` and `tick` yield: events, an answer, and who is to be woken.
///
/// One is reused for all commands of a shard, so that its arrays stop growing. With a refusal there are no
/// events and no grants.
package struct Decision: ~Copyable {
    /// What happened, in order; the node writes each down and evolves by it.
    package var events: [Event] = []
    /// The arena that `leased` and `settled` events, grants and replies point into.
    package var runs: [SlotRun] = []
    package var reply: Reply = .none
    package var refusal: BrokerError?
    /// Parked receivers that this decision ends.
    package var grants: [Grant] = []
    /// What came of each settled item, by its index.
    package var outcomes: [SettleOutcome] = []

    /// The receiver that parks.
    var parking: ParkedReceiver?
    /// The receiver that leaves.
    var leaving: WaiterID?
    /// Queues that were used, and when.
    var used: [(queue: EntityID, at: Instant)] = []
    /// The member of a group that was heard of.
    var hearing: Hearing?
    /// Who is the active consumer of a queue from now on.
    var activations: [Activation] = []
    /// Who is served instead of the one that asks.
    package var standbyFor: String?
    /// Items of a settle in the order of their offsets.
    var order: [SettleOrder] = []
    /// What the parts of the command decided so far bring to logs.
    var pending = PendingMessages()
    /// The ids of the messages among them; looked up, never iterated.
    var identified: Set<IdentifiedMessage> = []

    package init() {}

    /// Forgets everything but the memory.
    package mutating func clear() {
        // Emptying an empty array is not free, and most are.
        if !events.isEmpty { events.removeAll(keepingCapacity: true) }
        if !runs.isEmpty { runs.removeAll(keepingCapacity: true) }
        if !grants.isEmpty { grants.removeAll(keepingCapacity: true) }
        if !outcomes.isEmpty { outcomes.removeAll(keepingCapacity: true) }
        if !order.isEmpty { order.removeAll(keepingCapacity: true) }
        if !activations.isEmpty { activations.removeAll(keepingCapacity: true) }
        reply = .none
        refusal = nil
        pending.removeAll()
        if !identified.isEmpty { identified.removeAll(keepingCapacity: true) }
        if standbyFor != nil { standbyFor = nil }
        if parking != nil { parking = nil }
        leaving = nil
        if !used.isEmpty { used.removeAll(keepingCapacity: true) }
        hearing = nil
    }

    /// Ends it with a refusal.
    mutating func refuse(_ error: BrokerError) {
        clear()
        refusal = error
    }
}
