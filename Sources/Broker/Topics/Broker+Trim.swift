package import Base
internal import LogFormat

extension Broker {
    /// Offset of the first message of a log that is kept; of a queue's log, of the first that is not settled.
    ///
    /// Zero when there is no such log.
    package borrowing func start(of log: LogID) -> Offset {
        guard let log = entities.log(log) else { return .zero }
        guard case .queue(let queue) = entities[log.owner], let lane = queue.lane(of: log.id) else {
            return log.start
        }
        return Offset(queue[lane].slots.floor)
    }

    /// All logs are trimmed or none; one that begins no earlier is left as it is.
    func decideTrim(_ orders: [TrimOrder], now: Instant, _ decision: inout Decision) {
        var dropped = 0
        for order in orders {
            guard let log = entities.log(order.log), log.partition != nil else {
                return decision.refuse(.stale)
            }
            guard order.before <= log.next else { return decision.refuse(.pastEnd(latest: log.next)) }
            guard order.before > log.start else { continue }
            dropped += order.before - log.start
            decision.events.append(.trimmed(Trimmed(log: log.id, trimmedAt: now, below: order.before)))
        }
        if dropped > 0 { outrun(by: orders, now: now, &decision) }
        decision.reply = .trimmed(count: dropped)
    }

    func evolve(_ event: Trimmed, at sequence: JournalSequence) {
        entities.log(event.log)?.trim(below: event.below, at: sequence)
    }
}
