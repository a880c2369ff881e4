import Base
import Broker
import LogFormat
import Testing

/// A broker with its clock and its journal, driven one command at a time as a node would.
final class Stage {
    /// What its brokers remember of publishes that may come again.
    let repeats: RepeatBounds
    var broker: Broker
    var decision = Decision()
    var now = Instant(milliseconds: 1000)
    /// The events of each command that had any, as bytes; its place plus one is its sequence.
    private(set) var journal: [[UInt8]] = []

    init(repeats: RepeatBounds = RepeatBounds()) {
        self.repeats = repeats
        broker = Broker(shard: 0, repeats: repeats)
    }

    /// Decides, writes down, evolves, notes; before a receive goes what outlived its time.
    func perform(_ command: Command) {
        if case .receive(let receive) = command {
            while broker.hasOutlived(receive.queue, at: now) {
                broker.perish(receive.queue, now: now, into: &decision)
                commit()
            }
        }
        broker.decide(command, now: now, into: &decision)
        commit()
    }

    /// Does what is due, call after call; returns how many it took.
    @discardableResult
    func tick(_ visit: () -> Void = {}) -> Int {
        var calls = 0
        while let next = broker.nextDeadline, next <= now {
            broker.tick(now: now, into: &decision)
            commit()
            visit()
            calls += 1
        }
        return calls
    }

    /// How a group is.
    func status(of group: EntityID) -> GroupStatus? { broker.status(of: group) }

    /// What a node would do about the first messages that are to be moved; their lines do not matter here.
    ///
    /// `destinations` are where an exchange sends them, if they go to one.
    func moveCommand(to destinations: [FanCommand.Destination] = []) -> MoveCommand? {
        guard let batch = broker.doomed(from: (EntityID(0), LaneOffset(.zero)), now: now, max: 10) else {
            return nil
        }
        let runs = batch.messages.map {
            SlotRun(first: $0.offset, count: 1, generation: $0.generation, lane: batch.lane)
        }
        var log = LogID(0)
        var version: UInt32 = 0
        broker.definitions { event, changes in
            switch event {
            case .queueDeclared(let queue) where queue.id == batch.entity: log = queue.log
            case .topicDeclared(let topic) where topic.id == batch.entity:
                log = topic.logs[0]
                version = changes
            default: break
            }
        }
        guard batch.entity != nil || batch.isAutomatic else { return nil }
        if batch.exchange != nil {
            if destinations.isEmpty { return nil }
            let block = FanCommand.Block(destinations: destinations, count: UInt32(runs.count), bytes: 1)
            let fan = FanCommand(
                namespace: EntityID(0), exchange: batch.entity ?? EntityID(0),
                routes: broker.routes(of: EntityID(0)), blocks: [block])
            return MoveCommand(source: batch.queue, runs: runs, fan: fan)
        }
        return MoveCommand(
            source: batch.queue, runs: runs, target: batch.entity, version: version,
            first: AppendCommand.Block(log: log, count: UInt32(runs.count), bytes: 1), rest: [])
    }

    private func commit() {
        if !decision.events.isEmpty {
            var bytes = ByteBuffer()
            for event in decision.events { write(event, into: &bytes) }
            journal.append(bytes.bytes.array)
        }
        let sequence = JournalSequence(UInt64(journal.count))
        for event in decision.events { broker.evolve(event, runs: decision.runs, at: sequence) }
        broker.note(decision)
    }

    private func write(_ event: Event, into bytes: inout ByteBuffer) {
        guard case .appended(let head, block: _) = event else {
            let start = bytes.count
            event.encode(into: &bytes, runs: decision.runs)
            #expect(bytes.count - start <= event.encodedBytesMax)
            return
        }
        head.encode(bodyBytes: head.count, into: &bytes)
        for _ in 0..<head.count { bytes.append(UInt8(ascii: "\n")) }
    }

    /// A new broker that knows nothing but the journal.
    func replayed() throws -> Broker {
        var broker = Broker(shard: 0, repeats: repeats)
        try replay(into: &broker, from: 0)
        return broker
    }

    /// Lets a broker take in the commands behind the first `start`.
    func replay(into broker: inout Broker, from start: Int) throws {
        for (index, record) in journal.enumerated().dropFirst(start) {
            try record.withByteView { bytes in
                var rest = bytes
                while !rest.isEmpty {
                    let header = try EventHeader(decoding: rest)
                    var runs: [SlotRun] = []
                    if let event = try Event.decode(header, rest, runs: &runs) {
                        broker.evolve(event, runs: runs, at: JournalSequence(UInt64(index + 1)))
                    }
                    rest = rest.dropping(header.eventBytes)
                }
            }
        }
    }

    /// Replaces the broker by what replay makes of the journal, which must be the same.
    func restart() throws {
        let before = broker.text
        broker = try replayed()
        #expect(broker.text == before)
    }
}

extension Broker {
    /// `trace` as a string.
    var text: String {
        var output = ByteBuffer()
        trace(into: &output)
        return output.bytes.string
    }
}
