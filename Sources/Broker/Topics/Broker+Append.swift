internal import Base
internal import LogFormat

extension Broker {
    func decideAppend(_ command: AppendCommand, now: Instant, _ decision: inout Decision) {
        let queue: Queue?
        let version: UInt32
        switch entities[command.target] {
        case .topic(let topic): (queue, version) = (nil, topic.version)
        case .queue(let found): (queue, version) = (found, command.version)
        case .vacant, .namespace, .group: return decision.refuse(.stale)
        }
        if let identity = command.identity {
            // First of all: what was carried out before is answered whatever has changed since.
            switch judge(identity, now: now) {
            case .fresh: break
            case .repeated(let result): return decision.reply = .repeated(result)
            case .refused(let error): return decision.refuse(error)
            }
        }
        guard version == command.version else { return decision.refuse(.stale) }
        var timestamp = now
        for index in 0...command.rest.count {
            let block = index == 0 ? command.first : command.rest[index - 1]
            guard let log = entities.log(block.log), log.owner == command.target, block.count > 0,
                block.each.isEmpty || block.each.count == Int(block.count)
            else {
                return decision.refuse(.stale)
            }
            let first = log.next + pending(log.id, before: index, of: command)
            if let expected = block.expectedOffset, expected != first {
                return decision.refuse(.expectedOffset(actual: first))
            }
            timestamp = Swift.max(timestamp, log.lastTimestamp)
            let head = AppendedHead(
                count: Int(block.count), timestamp: now,
                destination: AppendedDestination(log: log.id, partition: log.partition, first: first))
            decision.events.append(.appended(head, block: index))
            if let queue, let refusal = admit(block, at: first, to: queue, now: now, &decision) {
                return decision.refuse(refusal)
            }
        }
        if timestamp > now { stamp(timestamp, on: &decision.events) }
        decision.reply = .appended(timestamp: timestamp)
        if let identity = command.identity { remember(identity, of: command, now: now, &decision) }
        if let queue, !queue.line.isEmpty {
            var cursor = cursor(over: queue, appends: true, decision)
            grant(queue, from: &cursor, now: now, &decision)
        }
    }

    /// Messages that blocks before `index` bring to `log`.
    ///
    /// A command has at most a block for each partition and a few more, so that summing is quick enough.
    private func pending(_ log: LogID, before index: Int, of command: AppendCommand) -> Int {
        guard index > 0 else { return 0 }
        var sum = command.first.log == log ? Int(command.first.count) : 0
        for earlier in command.rest[0..<(index - 1)] where earlier.log == log { sum += Int(earlier.count) }
        return sum
    }

    /// All messages of one command get one timestamp.
    private func stamp(_ timestamp: Instant, on events: inout [Event]) {
        for index in events.indices {
            guard case .appended(var head, let block) = events[index] else { continue }
            head.timestamp = timestamp
            events[index] = .appended(head, block: block)
        }
    }

    mutating func evolve(_ event: Delayed, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue[event.lane].slots.delay(first: event.first.rawValue, count: event.count, until: event.until)
        arm(queue)
    }

    func evolve(_ head: AppendedHead, at sequence: JournalSequence) {
        evolve(head.destination, head, at: sequence)
        for other in head.others { evolve(other, head, at: sequence) }
    }

    private func evolve(
        _ destination: AppendedDestination, _ head: AppendedHead, at sequence: JournalSequence
    ) {
        entities.log(destination.log)?.append(
            first: destination.first, count: head.count, timestamp: head.timestamp, at: sequence)
    }
}
