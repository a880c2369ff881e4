internal import Base
internal import LogFormat

extension Broker {
    func decideRemove(_ command: RemoveCommand, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(command.queue) else { return decision.refuse(.stale) }
        let places = command.places.filter { canLeave($0, queue) }
        remove(places, from: queue, now: now, &decision)
        decision.reply = .removed(count: places.count)
    }

    func decideRelocate(_ command: RelocateCommand, now: Instant, _ decision: inout Decision) {
        guard let queue = entities.queue(command.source), command.places.count == command.blocks.count else {
            return decision.refuse(.stale)
        }
        guard command.places.isEmpty || command.target != command.source else {
            return decision.refuse(.sameQueue)
        }
        if let step = command.step {
            guard let job = queue.redrive(step.number), job.isRunning, job.progress.next == step.from else {
                return decision.refuse(.stale)
            }
        }
        let kept = command.places.indices.filter { canLeave(command.places[$0], queue) }
        if let first = kept.first {
            decideAppend(
                AppendCommand(
                    target: command.target, version: command.version, first: command.blocks[first],
                    rest: kept.dropFirst().map { command.blocks[$0] }), now: now, &decision)
            guard decision.refusal == nil else { return }
            // The lines are numbered as the command has them.
            for index in decision.events.indices {
                guard case .appended(let head, let block) = decision.events[index] else { continue }
                decision.events[index] = .appended(head, block: kept[block])
            }
        }
        remove(kept.map { command.places[$0] }, from: queue, now: now, &decision)
        if let step = command.step {
            var progress = step.progress
            progress.moved += UInt64(kept.count)
            progress.passed += UInt64(command.places.count - kept.count)
            decision.events.append(
                .redriveAdvanced(
                    RedriveAdvanced(queue: queue.id, number: step.number, at: now, progress: progress)))
        }
        decision.reply = .moved(count: kept.count)
    }

    /// Whether a message is there and in nobody's hands.
    private func canLeave(_ place: LaneOffset, _ queue: Queue) -> Bool {
        guard place.lane < queue.laneCount, place.offset < next(of: queue[place.lane]) else { return false }
        let slot = queue[place.lane].slots[place.offset.rawValue]
        return !slot.isSettled && slot.state != .leased
    }

    /// Yields that messages are gone, an event for each lane.
    private func remove(
        _ places: [LaneOffset], from queue: Queue, now: Instant, _ decision: inout Decision
    ) {
        var index = 0
        while index < places.count {
            let lane = places[index].lane
            var stretches: [Range<Offset>] = []
            while index < places.count, places[index].lane == lane {
                let offset = places[index].offset
                if let last = stretches.last, last.upperBound == offset {
                    stretches[stretches.count - 1] = last.lowerBound..<offset + 1
                } else {
                    stretches.append(offset..<offset + 1)
                }
                index += 1
            }
            decision.events.append(
                .removed(
                    Removed(
                        queue: queue.id, log: queue[lane].log, at: now, reason: .deleted, stretches: stretches
                    )))
        }
    }
}
