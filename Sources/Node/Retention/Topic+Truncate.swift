package import Base
internal import Broker

/// Messages of one partition that are to go.
package struct Truncation: Equatable, Sendable {
    package let partition: Int
    /// Where the partition began when this was asked for.
    package let from: Offset
    /// The first message that stays; `from` or later, and visible or the next one to be so.
    package let before: Offset

    package init(partition: Int, from: Offset, before: Offset) {
        self.partition = partition
        self.from = from
        self.before = before
    }
}

extension Topic {
    /// Drops the messages of all `cuts` or of none; each names another partition.
    ///
    /// They are gone for readers once the gate is open; their bytes go with the next checkpoint.
    package func truncate(_ cuts: [Truncation]) throws(Refused) -> Gate {
        var orders: [TrimOrder] = []
        for cut in cuts {
            let log = logs[cut.partition]
            let latest = log.visibleEnd
            guard cut.before <= latest else { throw Refused(.pastEnd(latest: latest)) }
            orders.append(TrimOrder(log: log.id, before: cut.before))
        }
        return try namespace.shard.carryOut(.trim(orders))
    }
}
