package import Base

/// Where one block of a transaction's messages came to stand.
package enum TransactionPlace: Equatable, Sendable {
    /// In one partition of a topic, or one lane of a queue.
    case appended(PublishResult.Stretch)
    /// Wherever an exchange had it go; of the logs some are named, in place of partitions.
    case fanned(copies: Int, [PublishResult.Stretch])
}

extension PublishResult {
    /// What a transaction came to, block by block.
    ///
    /// With blocks that were routed, at most `transactionTargetsNamedMax` logs are named over all of them.
    package init(_ places: [TransactionPlace], timestamp: Instant, ack: Ack, spread: Spread) {
        var all: [Stretch] = []
        var form = Form.plain
        var left = Limits.transactionTargetsNamedMax
        for place in places {
            switch place {
            case .appended(let stretch): all.append(stretch)
            case .fanned(let copies, let logs):
                form = .mixed
                let named = logs.prefix(left)
                left -= named.count
                all.append(
                    Stretch(
                        partition: Stretch.routed, count: UInt32(named.count), first: Offset(UInt64(copies))))
                all.append(contentsOf: named)
            }
        }
        let first = all.first ?? Stretch(partition: 0, count: 0, first: .zero)
        self.init(
            timestamp: timestamp, ack: ack, spread: spread, first: first, rest: Array(all.dropFirst()),
            form: form)
    }

    /// Block by block what a transaction came to.
    package var places: [TransactionPlace] {
        var places: [TransactionPlace] = []
        var left = ([first] + rest)[...]
        while let next = left.popFirst() {
            if form == .mixed, next.partition == Stretch.routed {
                let logs = left.prefix(Int(next.count))
                left = left.dropFirst(logs.count)
                places.append(.fanned(copies: Int(next.first.rawValue), Array(logs)))
            } else if next.count > 0 {
                places.append(.appended(next))
            }
        }
        return places
    }

    /// Whether each block that was routed has the logs that it says follow, and only such are of no messages.
    var isMixedWhole: Bool {
        var following = 0
        for stretch in [first] + rest {
            if following > 0 {
                following -= 1
                guard stretch.partition != Stretch.routed, stretch.count > 0 else { return false }
            } else if stretch.partition == Stretch.routed {
                following = Int(stretch.count)
            } else {
                guard stretch.count > 0, stretch.partition < Limits.partitionsMax else { return false }
            }
        }
        return following == 0
    }
}
