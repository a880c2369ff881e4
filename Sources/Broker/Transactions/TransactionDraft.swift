internal import Base
internal import LogFormat

/// What the parts of a transaction that were looked at come to, before anything is certain.
struct TransactionDraft {
    /// The leases of one queue that are settled, from whatever parts; or a queue that got messages.
    struct Settling {
        let queue: Queue
        /// In the order of the parts.
        var items: [SettleItem] = []
        /// Which part each item stands in.
        var parts: [Int] = []
        /// The runs that ended, in the decision's arena.
        var overlay = 0..<0

        /// The part that names a lease that one before names, or itself did.
        var firstNamedTwice: Int? {
            let order = items.indices.sorted { left, right in
                let (one, other) = (items[left].place.packed, items[right].place.packed)
                return one != other ? one < other : left < right
            }
            var found: Int?
            for (before, after) in zip(order, order.dropFirst())
            where items[before].place == items[after].place {
                found = Swift.min(found ?? .max, parts[after])
            }
            return found
        }
    }

    /// So many are found by looking at each.
    private static let fewQueues = 8

    let now: Instant
    /// Not below that of any log appended to.
    var timestamp: Instant
    /// Blocks of lines so far.
    var blocks = 0
    /// Leases so far.
    var leases = 0
    /// Queues and partitions that messages were routed to so far.
    var destinations = 0
    /// In the order in which parts named them first.
    var queues: [Settling] = []
    /// Where each stands in `queues`, as soon as there are many; looked up, never iterated.
    private var placeOf: [EntityID: Int] = [:]
    var groups: [EntityID] = []
    var schedules: [ScheduleID] = []

    init(now: Instant) {
        self.now = now
        timestamp = now
    }

    /// Where a queue stands in `queues`; added if it is not there yet.
    @discardableResult
    mutating func place(of queue: Queue) -> Int {
        if let last = queues.last, last.queue === queue { return queues.count - 1 }
        if queues.count < Self.fewQueues {
            if let place = queues.firstIndex(where: { $0.queue === queue }) { return place }
        } else {
            if placeOf.isEmpty { for (place, one) in queues.enumerated() { placeOf[one.queue.id] = place } }
            if let place = placeOf[queue.id] { return place }
            placeOf[queue.id] = queues.count
        }
        queues.append(Settling(queue: queue))
        return queues.count - 1
    }

    mutating func add(_ items: [SettleItem], of queue: Queue, part: Int) {
        let place = place(of: queue)
        queues[place].items += items
        queues[place].parts += repeatElement(part, count: items.count)
        leases += items.count
    }
}
