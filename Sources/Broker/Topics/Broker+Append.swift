internal import Base
internal import LogFormat

extension Broker {
    func decideAppend(_ command: AppendCommand, now: Instant, _ decision: inout Decision) {
        let queue: Queue?
        let version: UInt32
        switch entities[command.target] {
        case .topic(let topic): (queue, version) = (nil, topic.version)
        case .queue(let found): (queue, version) = (found, command.version)
        case .vacant, .namespace, .group, .exchange, .policy: return decision.refuse(.stale)
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
        if let queue {
            let known = duplicates(in: command, of: queue, now: now)
            if !known.isEmpty { return decision.reply = .duplicates(known) }
        }
        var timestamp = now
        if let refusal = append(command, to: queue, now: now, &timestamp, &decision) {
            return decision.refuse(refusal)
        }
        if timestamp > now { stamp(timestamp, on: &decision.events) }
        decision.reply = .appended(timestamp: timestamp)
        if let identity = command.identity {
            remember(identity, of: command.target, ack: command.ack, now: now, &decision)
        }
        serve(waitersAt: command.target, now: now, &decision)
    }

    /// Yields that the blocks are appended behind what is pending; one refusal and all of it is void.
    ///
    /// `timestamp` rises to what is not below any of the logs' last ones; `blocksBefore` counts the blocks that
    /// earlier parts of the command have.
    func append(
        _ command: AppendCommand, to queue: Queue?, blocksBefore: Int = 0, now: Instant,
        _ timestamp: inout Instant, _ decision: inout Decision
    ) -> BrokerError? {
        if let source = queue?.settings.lanes.source { return .hasSource(source.name) }
        if let queue,
            !duplicates(in: command, of: queue, now: now).isEmpty || isPending(command, of: queue, decision)
        {
            return .duplicateMessage
        }
        for index in 0...command.rest.count {
            let block = index == 0 ? command.first : command.rest[index - 1]
            guard let log = entities.log(block.log), log.owner == command.target, block.count > 0,
                block.each.isEmpty || block.each.count == Int(block.count)
            else {
                return .stale
            }
            let first = log.next + decision.pending[log.id]
            if let expected = block.expectedOffset, expected != first {
                return .expectedOffset(actual: first)
            }
            timestamp = Swift.max(timestamp, log.lastTimestamp)
            let head = AppendedHead(
                count: Int(block.count), timestamp: now,
                destination: AppendedDestination(log: log.id, partition: log.partition, first: first))
            decision.events.append(.appended(head, block: blocksBefore + index))
            decision.pending.add(Int(block.count), bytes: block.bytes, to: log.id)
            if let queue, let refusal = admit(block, at: first, to: queue, now: now, &decision) {
                return refusal
            }
            if let queue { identify(block, at: first, in: queue, now: now, &decision) }
        }
        return queue.flatMap { refusal(ofFull: $0, decision) }
    }

    /// Hands what this decision brings to a queue, or to a topic that queues read, to those who wait there.
    func serve(waitersAt target: EntityID, now: Instant, _ decision: inout Decision) {
        switch entities[target] {
        case .queue(let queue): serve(queue, now: now, &decision)
        case .topic(let topic):
            for reader in readers(of: topic) { serve(reader, now: now, &decision) }
        case .vacant, .namespace, .group, .exchange, .policy: break
        }
    }

    /// Hands what this decision brings and gives back (`overlay`) to those who wait at a queue, and makes room
    /// for the rest.
    func serve(
        _ queue: Queue, overlay: Range<Int> = 0..<0, now: Instant, _ decision: inout Decision
    ) {
        use(queue, at: now, &decision)
        // What is handed back never pushes out others.
        let isBounded =
            queue.settings.isBounded && queue.settings.overflow != .reject
            && queue.sum { decision.pending[$0.log] } > 0
        if !overlay.isEmpty { renew(queue, now: now, &decision) }
        guard !queue.line.isEmpty || isBounded else { return }
        var cursor = cursor(over: queue, overlay: overlay, appends: true, decision)
        if !queue.line.isEmpty {
            var admission = admission(to: queue, overlay: overlay, now: now, &decision)
            grant(queue, from: &cursor, &admission, now: now, &decision)
        }
        if isBounded { makeRoom(in: queue, overlay: overlay, from: &cursor, now: now, &decision) }
    }

    /// All messages of one command get one timestamp.
    func stamp(_ timestamp: Instant, on events: inout [Event]) {
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
