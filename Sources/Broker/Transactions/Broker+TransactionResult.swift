internal import Base
package import LogFormat

extension Broker {
    /// Where the messages of a transaction that was just decided come to stand, block by block.
    package borrowing func result(
        of command: TransactionCommand, _ decision: borrowing Decision
    ) -> PublishResult {
        var places: [TransactionPlace] = []
        var blocks = BlockHeads(decision.events)
        for part in command.parts {
            switch part {
            case .append(let append):
                for _ in 0...append.rest.count {
                    guard let head = blocks.next() else { continue }
                    places.append(.appended(stretch(head.destination, of: head, asLog: false)))
                }
            case .fan(let fan):
                for _ in fan.blocks {
                    let head = blocks.next()
                    let logs = head.map { head in
                        ([head.destination] + head.others).prefix(Limits.fanTargetsNamedMax)
                            .map { stretch($0, of: head, asLog: true) }
                    }
                    let copies = head.map { (1 + $0.others.count) * $0.count } ?? 0
                    places.append(.fanned(copies: copies, logs ?? []))
                }
            case .settle, .commit, .cancelSchedule: break
            }
        }
        var timestamp = Instant.distantPast
        if case .appended(let at) = decision.reply { timestamp = at }
        let spread = command.identity?.spread ?? PublishResult.Spread(partitions: 0, single: 0)
        return PublishResult(places, timestamp: timestamp, ack: .flush, spread: spread)
    }

    private func stretch(
        _ destination: AppendedDestination, of head: AppendedHead, asLog: Bool
    ) -> PublishResult.Stretch {
        let place =
            asLog ? destination.log.rawValue : destination.partition ?? lane(of: destination.log)
        return PublishResult.Stretch(
            partition: place, count: UInt32(head.count), first: destination.first)
    }
}

/// The blocks of a command in their order, with those that went nowhere between them.
private struct BlockHeads {
    private var left: ArraySlice<Event>
    private var number = 0

    init(_ events: [Event]) { left = events[...] }

    /// The next block; nil if no event has it.
    mutating func next() -> AppendedHead? {
        defer { number += 1 }
        while let event = left.first {
            guard case .appended(let head, let block) = event else {
                left = left.dropFirst()
                continue
            }
            guard block == number else { return nil }
            left = left.dropFirst()
            return head
        }
        return nil
    }
}
