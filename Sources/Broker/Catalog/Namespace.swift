internal import Base

/// A namespace: what names are looked up in.
final class Namespace {
    let id: EntityID
    let name: String
    let declaredAt: Instant
    /// Names of its topics to their ids.
    var topics = NameTable()
    /// Names of its queues to their ids.
    var queues = NameTable()
    /// Names of its consumer groups to their ids.
    var groups = NameTable()
    /// Names of its schedules to their slots.
    var schedules = NameTable()
    /// Names of its exchanges to their ids.
    var exchanges = NameTable()
    /// Names of its policies to their ids.
    var policies = NameTable()
    /// The same policies, as they come into force.
    var policyLine = PolicyLine()
    /// Its topics, for patterns.
    var topicIDs = IDList()
    var groupIDs = IDList()
    var exchangeIDs = IDList()
    /// Grows whenever messages may be routed otherwise than before; volatile.
    var routes: UInt64 = 0
    var mark = EventMark()

    init(id: EntityID, name: String, declaredAt: Instant) {
        self.id = id
        self.name = name
        self.declaredAt = declaredAt
    }

    var isEmpty: Bool {
        topics.count == 0 && queues.count == 0 && groups.count == 0 && schedules.count == 0
            && exchanges.count == 0 && policies.count == 0
    }
}
