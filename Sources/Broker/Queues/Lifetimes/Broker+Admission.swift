internal import Base
internal import LogFormat

extension Broker {
    /// Says when the messages of a block that joins a queue are ready, and until when they live; returns why
    /// they may not.
    ///
    /// A time to live counts from when they are ready; the lower one wins.
    func admit(
        _ block: AppendCommand.Block, at first: Offset, to queue: Queue, now: Instant,
        _ decision: inout Decision
    ) -> BrokerError? {
        if queue.settings.bytesMax != nil { weigh(block, at: first, in: queue, &decision) }
        if block.traits.failures > 0 {
            decision.events.append(
                .blamed(
                    Blamed(
                        queue: queue.id, log: block.log, first: first, count: Int(block.count),
                        failures: block.traits.failures, at: now)))
        }
        var index = 0
        while index < Int(block.count) {
            let traits = block.traits(of: index)
            let start = index
            index = block.each.isEmpty ? Int(block.count) : index + 1
            while index < block.each.count, traits.hasTimes(of: block.each[index]) { index += 1 }
            let ready = Swift.max(now, traits.delay?.end(at: now) ?? now)
            if let ttl = queue.settings.ttl.map({ Swift.min($0, traits.ttl ?? $0) }) ?? traits.ttl {
                decision.events.append(
                    .expiring(
                        Expiring(
                            queue: queue.id, log: block.log, first: first + start, count: index - start,
                            until: ready + ttl, isFinal: traits.isRequest)))
            }
            guard let until = traits.delay?.end(at: now), until > now else { continue }
            guard until <= now + Limits.delayMax else {
                return .limit("delay", max: Int(Limits.delayMax.milliseconds))
            }
            let delayed = Delayed(
                queue: queue.id, lane: queue.lane(of: block.log) ?? 0, first: first + start,
                count: index - start, until: until)
            decision.events.append(.delayed(delayed))
        }
        return nil
    }
}
