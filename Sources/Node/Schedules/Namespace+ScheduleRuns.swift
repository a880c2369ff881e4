package import Base
package import Broker
package import LogFormat
internal import LogStore

/// A run that somebody asked for.
package struct ScheduleRun: Sendable {
    package enum Place: Sendable {
        case queue(Queue, LaneOffset)
        /// A queue that had a message of the same id already.
        case duplicate(Queue, LaneOffset)
        case topic(Topic, partition: Int, Offset)
        case exchange(MessageExchange, Fanned)
        /// Nothing is known of it any more.
        case forgotten
    }

    package let place: Place
    package let timestamp: Instant
    /// The schedule behind it; nil of a run that was asked for before.
    package let status: ScheduleStatus?

    package var isRepeated: Bool { status == nil }
}

extension Namespace {
    /// How often a message is routed anew because bindings changed meanwhile.
    private static let routingsMax = 20

    /// Sends the message of a schedule now; of one that sends once that is its run.
    ///
    /// With the `identity` of a request that was carried out before it tells what came of it then.
    package func runSchedule(
        _ name: String, identity: PublishIdentity? = nil
    ) throws(Refused) -> Gated<ScheduleRun> {
        if shard.journal.isFull { throw Refused(shard.fullness) }
        var left = Self.routingsMax
        while true {
            left -= 1
            do throws(Refused) {
                return try run(name, try routed(name), identity)
            } catch {
                guard error.reason == .stale, left > 0 else { throw error }
            }
        }
    }

    /// The message of a schedule that goes through an exchange, routed; nil of others, and where there is none.
    private func routed(_ name: String) throws(Refused) -> Result<ScheduleFan?, BrokerError> {
        let known = shard.locked(flush: false) { $0.broker.schedule(name, in: id) }
        guard let known else { return .success(nil) }
        return Result { () throws(BrokerError) in try shard.fan(of: known) }
    }

    private func run(
        _ name: String, _ fan: Result<ScheduleFan?, BrokerError>, _ identity: PublishIdentity?
    ) throws(Refused) -> Gated<ScheduleRun> {
        try shard.commanded { (state) throws(Refused) -> Gated<ScheduleRun> in
            let gate = shard.gate(state.applied)
            if let identity, let before = try earlierRun(of: name, identity, gate, in: &state) {
                return before
            }
            guard let known = state.broker.schedule(name, in: id) else {
                throw Refused(.notFound(.schedule, name), gate: gate)
            }
            if known.finishedAt != nil { throw Refused(.alreadyFired(name), gate: gate) }
            let routed: ScheduleFan?
            switch fan {
            case .success(let found): routed = found
            case .failure(let refusal): throw Refused(refusal, gate: gate)
            }
            let result = shard.send(
                known, routed,
                { arrival in
                    FireCommand(
                        schedule: known.revision, due: nil,
                        next: known.settings.timing.isOnce ? nil : known.next, late: known.late,
                        arrival: arrival, identity: identity)
                }, in: &state)
            switch result {
            case .failure(let refusal): throw Refused(refusal, gate: gate)
            case .success(let sent):
                let status = state.broker.schedule(known.revision.id) ?? known
                return Gated(ScheduleRun(sent, status), gate: shard.gate(sent.sequence))
            }
        }
    }
}

extension Namespace {
    /// What came of the same request before; nil when it is new.
    private func earlierRun(
        of name: String, _ identity: PublishIdentity, _ gate: Gate, in state: inout ShardState
    ) throws(Refused) -> Gated<ScheduleRun>? {
        let now = shard.readClock(&state)
        let result: PublishResult?
        do throws(BrokerError) { result = try state.broker.repeated(identity, now: now) } catch {
            throw Refused(error, gate: gate)
        }
        guard let result else { return nil }
        state.counts.repeats &+= 1
        var place = place(of: result, in: state)
        if case .exchange(let target, _) = state.broker.schedule(name, in: id)?.settings.target,
            let exchange = exchange(named: target)
        {
            place = .exchange(exchange, Fanned(result, shard.places(of: result, state)))
        }
        return Gated(ScheduleRun(place: place, timestamp: result.timestamp, status: nil), gate: gate)
    }

    /// Where the first copy of a run's message stands.
    private func place(of result: PublishResult, in state: borrowing ShardState) -> ScheduleRun.Place {
        guard let stretch = result.rest.first, let log = state.entities.log(LogID(stretch.partition)) else {
            return .forgotten
        }
        return log.owner.withByteView { name in
            if let partition = log.partition {
                return topic(name).map { .topic($0, partition: partition, stretch.first) } ?? .forgotten
            }
            guard let queue = queue(name) else { return .forgotten }
            return .queue(queue, LaneOffset(lane: queue.lane(of: log.id) ?? 0, stretch.first))
        }
    }
}

extension ScheduleRun {
    fileprivate init(_ sent: SentMessage, _ status: ScheduleStatus) {
        switch sent {
        case .queue(let queue, let placed):
            let lane = placed.log.flatMap { queue.lane(of: $0) } ?? 0
            let place = LaneOffset(lane: lane, placed.offset)
            self.init(
                place: placed.duplicate.map { .duplicate(queue, $0) } ?? .queue(queue, place),
                timestamp: placed.timestamp, status: status)
        case .topic(let topic, let partition, let placed):
            self.init(
                place: .topic(topic, partition: partition, placed.offset), timestamp: placed.timestamp,
                status: status)
        case .exchange(let exchange, let fanned, _):
            self.init(place: .exchange(exchange, fanned), timestamp: fanned.timestamp, status: status)
        }
    }
}

extension SentMessage {
    fileprivate var sequence: JournalSequence {
        switch self {
        case .queue(_, let placed), .topic(_, partition: _, let placed): placed.sequence
        case .exchange(_, _, let sequence): sequence
        }
    }
}
