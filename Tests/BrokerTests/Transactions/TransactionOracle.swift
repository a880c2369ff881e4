import Base
import Broker
import LogFormat

/// What a few topics and queues hold, by the book: slow, and decided part by part.
struct TransactionOracle {
    struct Message {
        enum Stand: Equatable {
            case ready
            case delayed(until: Instant)
            case leased(until: Instant)
            /// Its lease ran out and nobody got it since.
            case expired
            case settled(SettleOutcome)
        }

        var stand: Stand
        var generation: UInt32 = 0
    }

    struct Lane {
        let id: EntityID
        let log: LogID
        var lengthMax: Int?
        var dedupe: Interval?
        var messages: [Message] = []
        /// By hash, when it came.
        var known: [(hash: UInt64, at: Instant)] = []
        /// Leases that were handed back, which is remembered.
        var handedBack: [SettleItem] = []

        var held: Int {
            messages.count {
                switch $0.stand {
                case .ready, .delayed, .expired: true
                case .leased: false
                case .settled(let outcome): outcome == .nacked
                }
            }
        }
    }

    /// Messages of each partition.
    var ends: [LogID: Int] = [:]
    var queues: [Lane] = []
    /// Where the group stands; its only member has this epoch.
    var committed: [LogID: Int] = [:]
    var epoch: UInt64 = 0
    var routes: UInt64 = 0
    var now = Instant(milliseconds: 1000)

    func queue(_ id: EntityID) -> Int? { queues.firstIndex { $0.id == id } }

    /// Takes in time that has passed, as a tick does.
    mutating func pass(to instant: Instant) {
        now = instant
        for index in queues.indices {
            for place in queues[index].messages.indices {
                switch queues[index].messages[place].stand {
                case .leased(let until) where until <= now: queues[index].messages[place].stand = .expired
                case .delayed(let until) where until <= now: queues[index].messages[place].stand = .ready
                default: break
                }
            }
        }
    }

    /// What becomes of it all, or the part that refuses and why; then nothing has changed.
    mutating func transact(_ command: TransactionCommand) -> (part: Int, reason: BrokerError)? {
        var draft = self
        var groups = 0
        var settles: [(queue: Int, items: [(part: Int, item: SettleItem)])] = []
        func note(_ queue: Int) {
            if !settles.contains(where: { $0.queue == queue }) { settles.append((queue, [])) }
        }
        for (part, one) in command.parts.enumerated() {
            var refusal: BrokerError?
            switch one {
            case .append(let append):
                if let queue = queue(append.target) { note(queue) }
                refusal = draft.append(append.first, to: append.target)
            case .fan(let fan):
                for one in fan.blocks[0].destinations { if let queue = queue(one.target) { note(queue) } }
                refusal = draft.fan(fan)
            case .settle(let settle):
                guard let queue = queue(settle.queue) else { return (part, .stale) }
                note(queue)
                let place = settles.firstIndex { $0.queue == queue } ?? 0
                settles[place].items += settle.items.map { (part, $0) }
            case .commit(let commit):
                groups += 1
                refusal = groups > 1 ? .namedTwice : draft.commit(commit, ends: ends)
            case .cancelSchedule(let name): refusal = .notFound(.schedule, name)
            }
            if let refusal { return (part, refusal) }
        }
        for (queue, items) in settles { if let refusal = draft.settle(items, of: queue) { return refusal } }
        self = draft
        return nil
    }

    private mutating func append(_ block: AppendCommand.Block, to target: EntityID) -> BrokerError? {
        guard let queue = queue(target) else {
            let end = ends[block.log, default: 0]
            if let expected = block.expectedOffset, Int(expected.rawValue) != end {
                return .expectedOffset(actual: Offset(UInt64(end)))
            }
            ends[block.log] = end + Int(block.count)
            return nil
        }
        if let window = queues[queue].dedupe, block.traits.dedupe != 0 {
            let isKnown = queues[queue].known.contains {
                $0.hash == block.traits.dedupe && $0.at + window > now
            }
            if isKnown || block.count > 1 { return .duplicateMessage }
            queues[queue].known.append((block.traits.dedupe, now))
        }
        return add(Int(block.count), block.traits, to: queue)
    }

    private mutating func add(_ count: Int, _ traits: MessageTraits, to queue: Int) -> BrokerError? {
        var until = now
        if case .by(let delay)? = traits.delay { until = now + delay }
        let stand = until > now ? Message.Stand.delayed(until: until) : .ready
        for _ in 0..<count { queues[queue].messages.append(Message(stand: stand)) }
        if let most = queues[queue].lengthMax, queues[queue].held > most { return .queueFull }
        return nil
    }

    private mutating func fan(_ fan: FanCommand) -> BrokerError? {
        if fan.routes != routes { return .stale }
        let block = fan.blocks[0]
        if block.destinations.isEmpty { return fan.isMandatory ? .unroutable : nil }
        for one in block.destinations where queue(one.target) == nil {
            ends[one.log, default: 0] += Int(block.count)
        }
        var refusal: BrokerError?
        for one in block.destinations {
            guard let queue = queue(one.target) else { continue }
            refusal = refusal ?? add(Int(block.count), block.traits, to: queue)
        }
        return refusal
    }

    private mutating func commit(_ commit: CommitCommand, ends: [LogID: Int]) -> BrokerError? {
        if commit.author?.epoch != epoch { return .fenced(current: epoch) }
        for one in commit.offsets {
            // What this transaction brings is not there yet.
            let end = ends[one.log, default: 0]
            if Int(one.offset.rawValue) > end { return .beyondEnd(one.log, latest: Offset(UInt64(end))) }
        }
        for one in commit.offsets { committed[one.log] = Int(one.offset.rawValue) }
        return nil
    }

    private mutating func settle(
        _ items: [(part: Int, item: SettleItem)], of queue: Int
    ) -> (part: Int, reason: BrokerError)? {
        var seen: [Offset] = []
        for (part, item) in items {
            if seen.contains(item.offset) { return (part, .namedTwice) }
            seen.append(item.offset)
        }
        for (part, item) in items {
            let place = Int(item.offset.rawValue)
            guard place < queues[queue].messages.count else { return (part, .leaseLost) }
            let message = queues[queue].messages[place]
            let wasHandedBack = queues[queue].handedBack.contains {
                $0.offset == item.offset && $0.generation == item.generation
            }
            if wasHandedBack, case .nack = item.verb { return (part, .leaseSettled(.alreadyNacked)) }
            guard message.generation == item.generation, item.generation > 0 else {
                return (part, .leaseLost)
            }
            switch (item.verb, message.stand) {
            case (.ack, .leased), (.ack, .expired):
                queues[queue].messages[place].stand = .settled(.acked)
            case (.nack, .leased):
                queues[queue].messages[place].stand = .settled(.nacked)
                queues[queue].handedBack.append(item)
            case (.ack, .settled(.acked)): return (part, .leaseSettled(.alreadyAcked))
            case (.nack, .settled(.nacked)): return (part, .leaseSettled(.alreadyNacked))
            default: return (part, .leaseLost)
            }
        }
        return nil
    }
}
