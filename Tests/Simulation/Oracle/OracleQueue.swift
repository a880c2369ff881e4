import Base
import Broker
import LogFormat
import Node

/// A queue as its clients know it: slow, by the book, and without a thought for memory.
struct OracleQueue {
    let id: EntityID
    let namespace: EntityID
    let name: String
    var settings: QueueSettings
    var log: OracleLog
    var messages: [OracleMessage] = []
    /// Leases that their holders handed back.
    var handedBack: [SettleItem] = []
    /// What each attempt got last.
    var attempts: [(name: String, runs: [SlotRun])] = []

    var unsettled: Int { messages.count { !$0.isSettled } }

    mutating func append(
        _ added: [[UInt8]], first: Offset, timestamp: Instant, sequence: JournalSequence
    ) -> String? {
        if let wrong = log.append(added, first: first, timestamp: timestamp, sequence: sequence) {
            return wrong
        }
        for _ in added { messages.append(OracleMessage()) }
        return nil
    }

    // MARK: leases begin

    /// Takes in that a receiver was given `runs` at `now`; says what is wrong with them.
    mutating func grant(_ received: Received, max: Int, lease: Interval, now: Instant) -> String? {
        var last = -1
        for run in received.runs {
            for index in Int(run.first.rawValue)..<Int(run.limit.rawValue) {
                if index <= last { return "\(name): message \(index) is out of order" }
                if let wrong = grant(index, run, until: received.leasedUntil, now: now) { return wrong }
                last = index
            }
        }
        if received.count > max { return "\(name): \(received.count) messages instead of at most \(max)" }
        if !received.isEmpty, received.leasedUntil != now + lease {
            return "\(name): leased until \(received.leasedUntil.milliseconds) at \(now.milliseconds)"
        }
        let end = received.count < max ? messages.count : last
        if let left = messages.indices.prefix(Swift.max(0, end)).first(where: { messages[$0].isSurelyReady })
        {
            return "\(name): message \(left) was passed over"
        }
        return nil
    }

    private mutating func grant(
        _ index: Int, _ run: SlotRun, until: Instant, now: Instant
    ) -> String? {
        guard index < messages.count else { return "\(name): there is no message \(index)" }
        switch messages[index].stand {
        case .fresh, .expired, .nacked: break
        case .leased(let held) where held <= now: messages[index].expire()
        case .leased, .acked, .dropped:
            return "\(name): message \(index) was handed out while \(messages[index].stand)"
        }
        messages[index].generation += 1
        if run.generation != messages[index].generation || Int(run.failures) != messages[index].failures {
            return """
                \(name): message \(index) has generation \(run.generation), failures \(run.failures) \
                instead of \(messages[index].generation), \(messages[index].failures)
                """
        }
        messages[index].stand = .leased(until: until)
        return nil
    }

    /// Whether `received` is what `attempt` got before, all of it still leased.
    func isRepetition(_ received: Received, of attempt: String) -> Bool {
        guard !received.isEmpty, let known = attempts.first(where: { $0.name == attempt }) else {
            return false
        }
        return known.runs == received.runs && isIntact(known.runs)
    }

    /// Whether `attempt` must get at `now` what it got before.
    func mustRepeat(_ attempt: String, at now: Instant) -> Bool {
        guard let known = attempts.first(where: { $0.name == attempt }), isIntact(known.runs) else {
            return false
        }
        return known.runs.allSatisfy { run in
            (run.first.rawValue..<run.limit.rawValue).allSatisfy { messages[Int($0)].isSurelyLeased(at: now) }
        }
    }

    mutating func remember(_ attempt: String, _ runs: [SlotRun]) {
        attempts.removeAll { $0.name == attempt }
        attempts.append((attempt, runs))
    }

    private func isIntact(_ runs: [SlotRun]) -> Bool {
        runs.allSatisfy { run in
            (run.first.rawValue..<run.limit.rawValue).allSatisfy { offset in
                let message = messages[Int(offset)]
                return message.generation == run.generation && message.isPerhapsLeased
            }
        }
    }

    // MARK: leases end

    /// Takes in what came of a settle at `now`; says what should not have.
    mutating func settle(_ items: [SettleItem], _ outcomes: [SettleOutcome], now: Instant) -> String? {
        guard items.count == outcomes.count else { return "\(name): \(outcomes.count) outcomes" }
        let order = items.indices.sorted { (items[$0].offset, $0) < (items[$1].offset, $1) }
        for index in order {
            let allowed = settle(items[index], outcomes[index], now: now)
            if !allowed.contains(outcomes[index]) {
                return "\(name): \(items[index]) became \(outcomes[index]), not \(allowed)"
            }
        }
        return nil
    }

    private mutating func settle(
        _ item: SettleItem, _ outcome: SettleOutcome, now: Instant
    ) -> [SettleOutcome] {
        let index = Int(item.offset.rawValue)
        guard index < messages.count else { return [.lost] }
        let isThis = item.generation == messages[index].generation && item.generation > 0
        switch (item.verb, messages[index].stand) {
        case (.ack, .leased) where isThis, (.ack, .expired) where isThis:
            messages[index].stand = .acked
            return [.acked]
        case (.ack, .acked) where isThis: return [.alreadyAcked]
        case (.ack, _): return [.lost]
        case (.nack(let failed, _), .leased(let until)) where isThis:
            if outcome == .lost, until <= now {
                messages[index].expire()
                return [.lost]
            }
            messages[index].stand = .nacked
            if failed { messages[index].failures = min(1023, messages[index].failures + 1) }
            handedBack.append(item)
            return [.nacked]
        case (.nack, .nacked) where isThis: return [.alreadyNacked]
        case (.nack, _):
            // Whether it is still remembered is a matter of time and room.
            let wasHandedBack = handedBack.contains {
                $0.offset == item.offset && $0.generation == item.generation
            }
            return wasHandedBack ? [.alreadyNacked, .lost] : [.lost]
        case (.extend, _), (.reject, _), (.setAside, _):
            preconditionFailure("no client of the simulation does that")
        }
    }

    /// Takes in a purge; says if it counted wrongly.
    mutating func purge(count: Int) -> String? {
        if count != unsettled { return "\(name): purged \(count) instead of \(unsettled)" }
        for index in messages.indices where !messages[index].isSettled { messages[index].stand = .dropped }
        return nil
    }

    /// Says what is wrong with counts taken at `now`.
    func mismatch(_ counts: QueueCounts, now: Instant) -> String? {
        let sure = messages.count { $0.isSurelyLeased(at: now) }
        let possible = messages.count { $0.isPerhapsLeased }
        if counts.total != unsettled || !(sure...possible).contains(counts.leased) {
            return "\(name): \(counts) instead of \(unsettled), of them leased \(sure)...\(possible)"
        }
        let oldest = messages.firstIndex { !$0.isSettled }
        if counts.oldest.map({ Int($0.rawValue) }) != oldest {
            return "\(name): oldest \(String(describing: counts.oldest)), not \(String(describing: oldest))"
        }
        return nil
    }
}
