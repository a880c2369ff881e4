package import Base
internal import LogFormat

/// Lanes that come, and what goes from under them.
extension Broker {
    /// Yields the further lanes of a queue that is being declared, and where those of a source begin.
    func addLanes(to event: QueueDeclared, from starts: [Offset]?, _ decision: inout Decision) {
        let settings = event.settings.lanes
        if let source = settings.source {
            guard let topic = entities.topic(source.topic) else { return }
            let lanes = topic.logs.enumerated().map { index, id in
                LanesAdded.Lane(
                    log: id,
                    start: start(of: source, in: id, starts.flatMap { index < $0.count ? $0[index] : nil }))
            }
            decision.events.append(.lanesAdded(LanesAdded(queue: event.id, first: 0, lanes: lanes)))
        } else if settings.priorities > 1 {
            let lanes = (1..<UInt32(settings.priorities)).map { index in
                LanesAdded.Lane(log: LogID(event.log.rawValue + index), start: .zero)
            }
            decision.events.append(.lanesAdded(LanesAdded(queue: event.id, first: 1, lanes: lanes)))
        }
    }

    private func start(of source: QueueSource, in id: LogID, _ found: Offset?) -> Offset {
        guard let log = entities.log(id) else { return .zero }
        switch source.start {
        case .earliest: return log.start
        case .latest: return log.next
        case .offset(let offset): return Swift.min(Swift.max(offset, log.start), log.next)
        case .time: return Swift.min(Swift.max(found ?? log.start, log.start), log.next)
        }
    }

    /// Yields lanes over partitions that a topic gets, for each queue that reads it.
    func addLanes(over logs: [LogID], of topic: Topic, _ decision: inout Decision) {
        guard !logs.isEmpty else { return }
        for id in topic.readers.all {
            let event = LanesAdded(
                queue: id, first: UInt16(topic.logs.count),
                lanes: logs.map { LanesAdded.Lane(log: $0, start: .zero) })
            decision.events.append(.lanesAdded(event))
        }
    }

    /// Yields what queues lose that read a topic whose logs are trimmed.
    func outrun(by orders: [TrimOrder], now: Instant, _ decision: inout Decision) {
        var seen: [EntityID] = []
        for order in orders {
            guard let log = entities.log(order.log), let topic = entities.topic(log.owner),
                !topic.readers.isEmpty, !seen.contains(topic.id)
            else { continue }
            seen.append(topic.id)
            for id in topic.readers.all {
                guard let queue = entities.queue(id) else { continue }
                let cuts = cuts(of: queue, by: orders)
                guard !cuts.isEmpty else { continue }
                decision.events.append(.outrun(Outrun(queue: id, at: now, cuts: cuts)))
            }
        }
    }

    private func cuts(of queue: Queue, by orders: [TrimOrder]) -> [LaneOffset] {
        var cuts: [LaneOffset] = []
        queue.forEachLane { number, lane in
            guard let order = orders.last(where: { $0.log == lane.log }),
                order.before.rawValue > lane.slots.floor
            else { return }
            cuts.append(LaneOffset(lane: number, order.before))
        }
        return cuts
    }

    /// The first message of a log that a queue still needs; nil when the queue does not read it.
    package borrowing func floor(of log: LogID, in queue: EntityID) -> Offset? {
        guard let queue = entities.queue(queue), let lane = queue.lane(of: log) else { return nil }
        return Offset(queue[lane].slots.floor)
    }

    /// What becomes of messages that a queue gets back.
    func retryRule(of queue: Queue, at now: Instant) -> RetryRule {
        if queue.ownsLogs { return RetryRule(queue, at: now) }
        let starts = (0..<UInt16(queue.laneCount)).map { entities.log(queue[$0].log)?.start ?? .zero }
        return RetryRule(queue, at: now, starts: starts)
    }

    mutating func evolve(_ event: LanesAdded, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        queue.add(event)
        guard queue.ownsLogs else { return }
        for lane in event.lanes { entities.place(Log(id: lane.log, owner: queue.id, partition: nil)) }
    }

    mutating func evolve(_ event: Outrun, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        for cut in event.cuts where cut.lane < queue.laneCount {
            let lane = queue[cut.lane]
            lane.lost += UInt64(lane.slots.outrun(below: cut.offset.rawValue, at: event.at))
            queue.forgetGroups(of: lane, below: lane.slots.floor)
        }
        noteDoomed(queue)
    }

    /// Which queue reads a topic that it is the source of; derived.
    mutating func noteReader(_ queue: Queue, isGone: Bool = false) {
        guard let source = queue.settings.lanes.source, let topic = entities.topic(source.topic) else {
            return
        }
        if isGone { topic.readers.remove(queue.id) } else { topic.readers.insert(queue.id) }
    }

    /// The queues that read a topic; they keep it from being deleted or compacted.
    func readers(of topic: Topic) -> [Queue] { topic.readers.all.compactMap { entities.queue($0) } }
}
