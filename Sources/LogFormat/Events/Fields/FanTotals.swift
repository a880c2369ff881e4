package import Base

/// How many messages went how many ways.
package struct FanTotals: Equatable, Sendable {
    /// Over all messages, how many queues and partitions each went to.
    package var copies = 0
    /// Messages that went nowhere.
    package var unroutable = 0

    package init() {}

    /// Adds messages that all went to so many destinations.
    package mutating func add(count: Int, destinations: Int) {
        copies += count * destinations
        if destinations == 0 { unroutable += count }
    }
}

/// What came of messages that were routed: the first stretch is the totals, the rest are logs.
extension PublishResult {
    /// `logs` have the number of a log where others have that of a partition.
    package init(fanned totals: FanTotals, _ logs: [Stretch], timestamp: Instant, ack: Ack) {
        self.init(
            timestamp: timestamp, ack: ack, spread: Spread(partitions: 0, single: 0),
            first: Stretch(
                partition: 0, count: UInt32(totals.unroutable), first: Offset(UInt64(totals.copies))),
            rest: logs, form: .fanned)
    }

    /// The totals; nil of messages that were not routed.
    package var fanTotals: FanTotals? {
        guard form == .fanned else { return nil }
        var totals = FanTotals()
        totals.unroutable = Int(first.count)
        totals.copies = Int(first.first.rawValue)
        return totals
    }
}
