internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Where and when a message of a schedule came to stand.
struct Placed {
    /// The log it stands in; nil when its queue had it already.
    var log: LogID?
    var offset: Offset
    var timestamp: Instant
    var sequence: JournalSequence
    /// The one that came before it.
    var duplicate: LaneOffset?
}

/// A message of a schedule that was sent.
enum SentMessage {
    case queue(Queue, Placed)
    case topic(Topic, partition: Int, Placed)
    case exchange(MessageExchange, Fanned, JournalSequence)
}

/// Letting the messages of schedules arrive.
extension Shard {
    /// The message of a schedule routed, if it goes through an exchange; what that refuses is thrown.
    func fan(of schedule: ScheduleStatus) throws(BrokerError) -> ScheduleFan? {
        guard case .exchange(let name, let key) = schedule.settings.target else { return nil }
        let namespace = locked(flush: false) { $0.entities.namespace(schedule.namespace) }
        guard let namespace else { throw .stale }
        return try ScheduleFan(schedule, to: name, by: key, in: namespace)
    }

    /// Lets the message of a schedule arrive, by the command that `command` makes of it. Runs under the lock.
    func send(
        _ schedule: ScheduleStatus, _ fan: ScheduleFan?, _ command: (Arrival) -> FireCommand,
        in state: inout ShardState
    ) -> Result<SentMessage, BrokerError> {
        let message = schedule.settings.message
        return message.line.withByteView { line in
            switch schedule.settings.target {
            case .exchange:
                guard let fan, fan.schedule == schedule.revision else { return .failure(.stale) }
                return send(fan, command, in: &state)
            case .queue(let name):
                guard let queue = schedule.target.flatMap({ state.entities.queue($0) }) else {
                    return .failure(.notFound(.queue, name))
                }
                let traits = MessageTraits(message)
                guard let log = queue.log(ofPriority: traits.priority) else {
                    return .failure(.badPriority(count: queue.settings.lanes.priorities))
                }
                let block = AppendCommand.Block(
                    log: log.id, count: 1, bytes: line.count, traits: traits)
                let append = AppendCommand(target: queue.id, version: queue.version, first: block)
                return commit(command(.append(append)), line, nil, in: &state).map { .queue(queue, $0) }
            case .topic(let name):
                guard let topic = schedule.target.flatMap({ state.entities.topic($0) }) else {
                    return .failure(.notFound(.topic, name))
                }
                var scratch = ByteBuffer()
                let block = topic.block(ofLine: line, &scratch)
                let append = AppendCommand(
                    target: topic.id, version: topic.version, first: topic.wanted(block))
                return commit(command(.append(append)), line, KeyedLines(topic, [block]), in: &state).map {
                    .topic(topic, partition: block.partition, $0)
                }
            }
        }
    }

    private func commit(
        _ command: FireCommand, _ line: ByteView, _ keyed: KeyedLines?, in state: inout ShardState
    ) -> Result<Placed, BrokerError> {
        let sequence = commit(.fire(command), bodies: Bodies(first: line, rest: []), in: &state)
        if let refusal = state.decision.refusal { return .failure(refusal) }
        var placed = Placed(offset: .zero, timestamp: state.clock.now, sequence: sequence)
        if case .duplicates(let known) = state.decision.reply, case .stored(let place) = known.first?.of {
            placed.duplicate = place
        }
        keyed?.feed(state.decision.events)
        for case .appended(let head, block: _) in state.decision.events {
            placed.log = head.destination.log
            placed.offset = head.destination.first
            placed.timestamp = head.timestamp
        }
        return .success(placed)
    }

    private func send(
        _ fan: ScheduleFan, _ command: (Arrival) -> FireCommand, in state: inout ShardState
    ) -> Result<SentMessage, BrokerError> {
        let wanted = fan.command()
        let sequence = commit(
            .fire(command(.fan(wanted))), bodies: Bodies(first: fan.body, rest: []), in: &state)
        if let refusal = state.decision.refusal { return .failure(refusal) }
        feed(fan.feeds, state.decision.events)
        fan.exchange.count(fan.blocks)
        var timestamp = state.clock.now
        if case .appended(let instant) = state.decision.reply { timestamp = instant }
        return .success(.exchange(fan.exchange, fanned(wanted, at: timestamp, state), sequence))
    }
}
