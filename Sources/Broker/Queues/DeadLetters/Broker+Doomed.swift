package import Base
package import LogFormat

extension Broker {
    /// Messages to be moved of the first queue with any at `place` or behind, from an offset on.
    ///
    /// What `place` says is where the last batch ended; nil when there are no more.
    package borrowing func doomed(
        from place: (queue: EntityID, message: LaneOffset), now: Instant, max: Int
    ) -> DoomedBatch? {
        var index = doomedQueues.lowerBound { $0 < place.queue.rawValue }
        while index < doomedQueues.count {
            let id = EntityID(doomedQueues[index])
            let from = id == place.queue ? place.message : LaneOffset(.zero)
            if let queue = entities.queue(id) {
                for lane in from.lane..<Swift.max(from.lane, UInt16(queue.laneCount)) {
                    let offset = lane == from.lane ? from.offset : .zero
                    let start = LaneOffset(lane: lane, offset)
                    if let batch = batch(of: queue, from: start, now: now, max: max) { return batch }
                }
            }
            index += 1
        }
        return nil
    }

    /// Whether some message is to be moved.
    package var hasDoomed: Bool { !doomedQueues.isEmpty }

    private borrowing func batch(
        of queue: Queue, from place: LaneOffset, now: Instant, max: Int
    ) -> DoomedBatch? {
        let lane = queue[place.lane]
        let start = lane.slots.doomed.lowerBound { $0 < place.offset.rawValue }
        var messages: [DoomedBatch.Message] = []
        for offset in lane.slots.doomed[start...].prefix(max) {
            let slot = lane.slots[offset]
            guard let reason = slot.doom?.reason else { continue }
            messages.append(
                DoomedBatch.Message(
                    offset: Offset(offset), generation: slot.generation, reason: reason,
                    failures: slot.failures, detail: lane.slots.reasonByOffset[offset]))
        }
        guard !messages.isEmpty, let namespace = entities.namespace(queue.namespace) else { return nil }
        var batch = DoomedBatch(
            queue: queue.id, name: queue.name, log: lane.log, lane: place.lane, messages: messages,
            target: "", entity: nil,
            isTopic: false, isAutomatic: false, now: now)
        let priorities = queue.settings.lanes.priorities
        if priorities > 1 { batch.priority = UInt8(clamping: priorities - 1 - Int(place.lane)) }
        switch queue.settings.deadLetter {
        case .topic(let name):
            batch.target = name
            batch.isTopic = true
            batch.entity = name.withByteView { namespace.topics.find($0) }.map { EntityID($0) }
        case .queue(let name):
            batch.target = name
            batch.entity = name.withByteView { namespace.queues.find($0) }.map { EntityID($0) }
        case .exchange(let name, let key):
            batch.target = name
            batch.exchange = DoomedBatch.Exchange(routingKey: key)
            batch.entity =
                name == Self.defaultExchange
                ? namespace.id : name.withByteView { namespace.exchanges.find($0) }.map { EntityID($0) }
        case .automatic, .dropped, .handedBack:
            // What was doomed before the settings changed goes where it would have gone.
            batch.target = queue.name + Self.deadLetterSuffix
            batch.isAutomatic = true
            batch.entity = batch.target.withByteView { namespace.queues.find($0) }.map { EntityID($0) }
        }
        return batch
    }

    func decideMove(_ command: MoveCommand, now: Instant, _ decision: inout Decision) {
        guard let source = entities.queue(command.source), !command.runs.isEmpty,
            command.runs.allSatisfy({ $0.lane < source.laneCount && source[$0.lane].slots.isDoomed($0) })
        else { return decision.refuse(.stale) }
        if command.makesTarget {
            guard case .append(let lines) = command.arrival,
                let namespace = entities.namespace(source.namespace)
            else { return decision.refuse(.stale) }
            let name = source.name + Self.deadLetterSuffix
            guard isName(name), name.withByteView({ namespace.queues.find($0) }) == nil else {
                return decision.refuse(.stale)
            }
            bury(lines, in: name, of: namespace.id, now: now, &decision)
        } else {
            decideArrival(command.arrival, now: now, &decision)
            guard decision.refusal == nil else { return }
        }
        let start = decision.runs.count
        decision.runs.append(contentsOf: command.runs)
        let runs = start..<decision.runs.count
        decision.events.append(.moved(Moved(queue: source.id, movedAt: now, runs: runs)))
        decision.reply = .moved(count: command.runs.reduce(0) { $0 + Int($1.count) })
    }

    /// Makes a queue for dead letters and puts the first ones in.
    private func bury(
        _ lines: AppendCommand, in name: String, of namespace: EntityID, now: Instant,
        _ decision: inout Decision
    ) {
        let log = entities.nextLog
        decision.events.append(
            .queueDeclared(
                QueueDeclared(
                    id: entities.nextEntity, namespace: namespace, declaredAt: now,
                    settings: QueueSettings(maxDeliveries: nil, deadLetter: .handedBack), name: name,
                    log: log)))
        var next = Offset.zero
        for index in 0...lines.rest.count {
            let block = index == 0 ? lines.first : lines.rest[index - 1]
            let head = AppendedHead(
                count: Int(block.count), timestamp: now,
                destination: AppendedDestination(log: log, partition: nil, first: next))
            decision.events.append(.appended(head, block: index))
            next = next + Int(block.count)
        }
    }

    mutating func evolve(_ event: Moved, _ runs: [SlotRun], at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence) else { return }
        for index in event.runs {
            queue[runs[index].lane].slots.move(runs[index], at: event.movedAt)
            queue.follow(runs[index])
        }
        noteDoomed(queue)
    }

    /// Keeps in mind whether a queue has messages to be moved.
    mutating func noteDoomed(_ queue: Queue) {
        let index = doomedQueues.lowerBound { $0 < queue.id.rawValue }
        let isKnown = index < doomedQueues.count && doomedQueues[index] == queue.id.rawValue
        if queue.doomedCount == 0 {
            if isKnown { doomedQueues.remove(at: index) }
        } else if !isKnown {
            doomedQueues.insert(queue.id.rawValue, at: index)
        }
    }
}
