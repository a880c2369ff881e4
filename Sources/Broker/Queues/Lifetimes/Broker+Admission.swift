internal import Base
internal import LogFormat

extension Broker {
    /// Says when the messages of a block that joins a queue are ready; returns why they may not.
    func admit(
        _ block: AppendCommand.Block, at first: Offset, to queue: Queue, now: Instant,
        _ decision: inout Decision
    ) -> BrokerError? {
        var index = 0
        while index < Int(block.count) {
            let traits = block.traits(of: index)
            let start = index
            index = block.each.isEmpty ? Int(block.count) : index + 1
            while index < block.each.count, traits.hasTimes(of: block.each[index]) { index += 1 }
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
