import Base
import LogFormat

/// A topic as its clients know it.
struct OracleTopic {
    let id: EntityID
    let namespace: EntityID
    let name: String
    var settings: TopicSettings
    var logs: [OracleLog]
    /// The shortest time that tombstones had to stay, since it was compacted first.
    var tombstoneTimeMin: Interval?

    /// Where one of its logs may begin by now.
    func mayBegin(_ log: OracleLog, now: Instant) -> Offset {
        guard settings.cleanup.deletes else { return max(log.start, log.mayBegin) }
        return log.mayBegin(by: settings.retention, now: now)
    }

    /// Remembers what the present settings may have led to, before they change, and what the new ones may.
    mutating func note(_ new: TopicSettings, now: Instant) {
        for index in logs.indices {
            logs[index].mayBegin = mayBegin(logs[index], now: now)
            if new.cleanup.compacts { logs[index].mayBeCompacted = true }
        }
        if new.cleanup.compacts {
            tombstoneTimeMin = min(tombstoneTimeMin ?? new.tombstoneTime, new.tombstoneTime)
        }
        settings = new
    }
}

/// A namespace as its clients know it.
struct OracleNamespace {
    let id: EntityID
    let name: String
}

/// Everything that clients know of a node, by what they were answered.
struct OracleState {
    var namespaces: [OracleNamespace] = []
    var topics: [OracleTopic] = []
    var queues: [OracleQueue] = []
    /// Publishes that say what they are recognised by, and were carried out.
    var repeats: [OracleRepeat] = []
    var groups: [OracleGroup] = []
    var prepared: [OraclePrepared] = []
    var exchanges: [OracleExchange] = []
    var side = OracleSide()

    func topic(_ id: EntityID) -> Int? { topics.firstIndex { $0.id == id } }
    func group(_ id: EntityID) -> Int? { groups.firstIndex { $0.id == id } }
    func queue(_ id: EntityID) -> Int? { queues.firstIndex { $0.id == id } }

    /// Whether a reader of a log must be shown the message at `offset`: it was neither dropped nor settled.
    func isKept(_ offset: Offset, of log: LogID, now: Instant) -> Bool {
        if let queue = queues.first(where: { $0.log.id == log }) {
            let index = Int(offset.rawValue)
            return index < queue.messages.count && !queue.messages[index].isSettled
        }
        for topic in topics {
            guard let known = topic.logs.first(where: { $0.id == log }) else { continue }
            let until = now + Interval(milliseconds: -(topic.tombstoneTimeMin ?? .zero).milliseconds)
            return offset >= topic.mayBegin(known, now: now)
                && !known.isSuperseded(offset, tombstonesUntil: until)
        }
        return false
    }

    /// Where the log may begin by now.
    func mayBegin(_ log: LogID, now: Instant) -> Offset {
        for topic in topics {
            if let known = topic.logs.first(where: { $0.id == log }) {
                return topic.mayBegin(known, now: now)
            }
        }
        return .zero
    }

    /// The log with this id, whoever has it.
    func log(_ id: LogID) -> OracleLog? {
        for topic in topics { if let found = topic.logs.first(where: { $0.id == id }) { return found } }
        return queues.first { $0.log.id == id }?.log
    }
}

/// What clients know, and what they knew at each sequence that a crash may take the node back to.
struct Oracle {
    var state = OracleState()
    private var history: [(sequence: JournalSequence, state: OracleState)] = []

    /// Remembers the present state as that of `sequence` and all after it up to the next.
    mutating func note(_ sequence: JournalSequence, durable: JournalSequence) -> String? {
        if let last = history.last, sequence < last.sequence {
            return "an answer at \(sequence.rawValue) came after one at \(last.sequence.rawValue)"
        }
        if history.last?.sequence == sequence { history.removeLast() }
        history.append((sequence, state))
        // A crash never goes back behind what is durable.
        while history.count > 1, history[1].sequence <= durable { history.removeFirst() }
        return nil
    }

    /// The last answer that a crash at `durable` may not take back.
    func lastKnown(upTo durable: JournalSequence) -> JournalSequence {
        history.last { $0.sequence <= durable }?.sequence ?? .none
    }

    /// Goes back to what held at `sequence`; false when that is not known.
    mutating func rewind(to sequence: JournalSequence) -> Bool {
        guard let found = history.last(where: { $0.sequence <= sequence }) else { return false }
        state = found.state
        history = [(sequence, state)]
        return true
    }
}
