package import Base
internal import LogFormat

extension Broker {
    /// The jobs of a queue, the oldest first; nil when there is no such queue.
    package borrowing func redrives(of queue: EntityID) -> [Redrive]? { entities.queue(queue)?.redrives }

    /// The job of a queue that runs.
    package borrowing func running(of queue: EntityID) -> Redrive? { entities.queue(queue)?.running }

    /// The first queue with a running job at `queue` or behind.
    package borrowing func redriving(from queue: EntityID) -> EntityID? {
        let index = redrivingQueues.lowerBound { $0 < queue.rawValue }
        return index < redrivingQueues.count ? EntityID(redrivingQueues[index]) : nil
    }

    /// Whether some job runs.
    package var hasRedrives: Bool { !redrivingQueues.isEmpty }

    func decideStartRedrive(
        _ id: EntityID, _ order: RedriveOrder, now: Instant, _ decision: inout Decision
    ) {
        guard let queue = entities.queue(id), let namespace = entities.namespace(queue.namespace) else {
            return decision.refuse(.stale)
        }
        if let running = queue.running { return decision.refuse(.redriveRunning(running.number)) }
        switch order.target {
        case .origin: break
        case .queue(let name):
            guard let found = name.withByteView({ namespace.queues.find($0) }) else {
                return decision.refuse(.notFound(.queue, name))
            }
            if found == id.rawValue { return decision.refuse(.sameQueue) }
        case .topic(let name):
            guard name.withByteView({ namespace.topics.find($0) }) != nil else {
                return decision.refuse(.notFound(.topic, name))
            }
        }
        let number = (queue.redrives.last?.number ?? 0) + 1
        var ends: [Offset] = []
        queue.forEachLane { _, lane in ends.append(next(of: lane)) }
        decision.events.append(
            .redriveStarted(
                RedriveStarted(queue: id, number: number, at: now, order: order, ends: ends)))
        decision.reply = .redrive(number)
    }

    func decideCancelRedrive(_ id: EntityID, _ number: UInt32, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(id) else { return decision.refuse(.stale) }
        guard let job = queue.redrive(number) else { return decision.refuse(.noRedrive(number)) }
        decision.reply = .redrive(number)
        guard job.isRunning else { return }
        var progress = job.progress
        progress.state = .cancelled
        decision.events.append(
            .redriveAdvanced(RedriveAdvanced(queue: id, number: number, at: now, progress: progress)))
    }

    mutating func evolve(_ event: RedriveStarted, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.start(event)
        noteRedrives(queue)
    }

    mutating func evolve(_ event: RedriveAdvanced, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.advance(event)
        noteRedrives(queue)
        // The time that it is left alone for counts from the end of the job.
        queue.lastUsed = Swift.max(queue.lastUsed, event.at)
        arm(queue)
    }

    /// Keeps in mind whether a job of a queue runs; of one that is gone none does.
    mutating func noteRedrives(_ queue: Queue) {
        let isRunning = queue.running != nil && entities.queue(queue.id) != nil
        let index = redrivingQueues.lowerBound { $0 < queue.id.rawValue }
        let isKnown = index < redrivingQueues.count && redrivingQueues[index] == queue.id.rawValue
        if isRunning == isKnown { return }
        if isRunning {
            redrivingQueues.insert(queue.id.rawValue, at: index)
        } else {
            redrivingQueues.remove(at: index)
        }
    }
}
