import Base
import Broker
import LogFormat

/// What a queue should do, in the slowest and plainest way: every message a record, every question a search.
struct QueueOracle {
    /// A message that is handed out.
    struct Delivery: Equatable {
        var offset: UInt64
        var generation: UInt32
        var failures: Int
    }

    /// What a receiver gets.
    struct Leases: Equatable {
        var deliveries: [Delivery]
        var until: Int64
    }

    /// A receiver that stops waiting, and what it gets; nil when a later call took its place.
    struct Wake: Equatable {
        var waiter: UInt64
        var leases: Leases?
    }

    struct Waiter {
        var id: UInt64
        var max: Int
        var lease: Int64?
        var attempt: UInt64
    }

    private enum State { case fresh, leased, expired, nacked, acked, dropped }

    private struct Message {
        var state = State.fresh
        var generation: UInt32 = 0
        var failures = 0
        var deadline: Int64 = 0
        var length: Int64 = 0
        /// Generations that their holders handed back, and since when.
        var handedBack: [UInt32: Int64] = [:]
        var settledAt: Int64 = 0
    }

    private var messages: [Message] = []
    private var attempts: [UInt64: [Delivery]] = [:]
    private(set) var waiters: [Waiter] = []
    private var resumedAt = Int64.min / 2
    private let lease: Int64
    /// Times of receipts that may have been forgotten by now.
    private(set) var mayBeForgotten = false

    init(lease: Int64) { self.lease = lease }

    var end: UInt64 { UInt64(messages.count) }
    var leasedOffsets: [UInt64] { messages.indices.filter { messages[$0].state == .leased }.map(UInt64.init) }
    func generation(_ offset: UInt64) -> UInt32 {
        offset < end ? messages[Int(offset)].generation : 0
    }

    var counts: QueueCounts {
        let ready = messages.filter { isReady($0) }.count
        let leased = messages.filter { $0.state == .leased }.count
        let oldest = messages.firstIndex { isReady($0) || $0.state == .leased }
        return QueueCounts(ready: ready, leased: leased, oldest: oldest.map { Offset(UInt64($0)) })
    }

    private func isReady(_ message: Message) -> Bool {
        message.state == .fresh || message.state == .expired || message.state == .nacked
    }

    private func deadline(_ message: Message) -> Int64 { max(message.deadline, resumedAt + message.length) }

    // MARK: what may happen

    mutating func publish(_ count: Int, now: Int64) -> [Wake] {
        messages += Array(repeating: Message(), count: count)
        return serve(now: now)
    }

    mutating func settle(_ items: [SettleItem], now: Int64) -> (outcomes: [[SettleOutcome]], wakes: [Wake]) {
        (items.map { settle($0, now: now) }, serve(now: now))
    }

    mutating func receive(
        _ request: Waiter, parks: Bool, settles: [SettleItem], now: Int64
    ) -> (outcomes: [[SettleOutcome]], wakes: [Wake], leases: Leases?) {
        var wakes: [Wake] = []
        if request.attempt != 0, let older = waiters.firstIndex(where: { $0.attempt == request.attempt }) {
            wakes.append(Wake(waiter: waiters[older].id, leases: nil))
            waiters.remove(at: older)
        }
        let outcomes = settles.map { settle($0, now: now) }
        wakes += serve(now: now)
        if request.attempt != 0, let given = attempts[request.attempt], isIntact(given, now: now) {
            let until = deadline(messages[Int(given[0].offset)])
            return (outcomes, wakes, Leases(deliveries: given, until: until))
        }
        let leases = take(request, now: now)
        if leases == nil, parks { waiters.append(request) }
        return (outcomes, wakes, leases)
    }

    mutating func tick(now: Int64) -> [Wake] {
        for index in messages.indices where messages[index].state == .leased {
            guard deadline(messages[index]) <= now else { continue }
            messages[index].state = .expired
            messages[index].failures += 1
            forget(index)
        }
        return serve(now: now)
    }

    mutating func purge() -> Int {
        let dropped = counts.total
        for index in messages.indices where messages[index].state != .acked {
            messages[index].state = .dropped
            forget(index)
        }
        return dropped
    }

    mutating func cancel(_ waiter: UInt64) -> Bool {
        guard let index = waiters.firstIndex(where: { $0.id == waiter }) else { return false }
        waiters.remove(at: index)
        return true
    }

    mutating func restart() {
        waiters = []
        resumedAt = Int64.min / 2
    }

    mutating func resume(now: Int64) { resumedAt = max(resumedAt, now) }

    // MARK: how it happens

    private mutating func serve(now: Int64) -> [Wake] {
        var wakes: [Wake] = []
        while let waiter = waiters.first, let leases = take(waiter, now: now) {
            waiters.removeFirst()
            wakes.append(Wake(waiter: waiter.id, leases: leases))
        }
        return wakes
    }

    private mutating func take(_ waiter: Waiter, now: Int64) -> Leases? {
        let chosen = messages.indices.filter { isReady(messages[$0]) }.prefix(waiter.max)
        guard !chosen.isEmpty else { return nil }
        let length = waiter.lease ?? lease
        var deliveries: [Delivery] = []
        for index in chosen {
            messages[index].state = .leased
            messages[index].generation += 1
            messages[index].deadline = now + length
            messages[index].length = length
            deliveries.append(
                Delivery(
                    offset: UInt64(index), generation: messages[index].generation,
                    failures: messages[index].failures))
        }
        if waiter.attempt != 0 { attempts[waiter.attempt] = deliveries }
        return Leases(deliveries: deliveries, until: now + length)
    }

    /// Every outcome that is right; more than one only where a receipt may be forgotten.
    private mutating func settle(_ item: SettleItem, now: Int64) -> [SettleOutcome] {
        guard item.offset.rawValue < end else { return [.lost] }
        let index = Int(item.offset.rawValue)
        let message = messages[index]
        let isThis = item.generation == message.generation && message.generation > 0
        switch item.verb {
        case .ack:
            if isThis, message.state == .leased || message.state == .expired {
                messages[index].state = .acked
                messages[index].settledAt = now
                forget(index)
                return [.acked]
            }
            guard isThis, message.state == .acked else { return [.lost] }
            return now - message.settledAt > 600_000 ? [.alreadyAcked, .lost] : [.alreadyAcked]
        case .nack(let failed):
            if isThis, message.state == .leased {
                messages[index].state = .nacked
                messages[index].failures += failed ? 1 : 0
                messages[index].handedBack[item.generation] = now
                forget(index)
                return [.nacked]
            }
            guard let since = message.handedBack[item.generation] else { return [.lost] }
            // A purge forgets what was handed back and not leased again.
            let mayBeLost = now - since > 600_000 || message.state == .dropped
            return mayBeLost ? [.alreadyNacked, .lost] : [.alreadyNacked]
        }
    }

    private func isIntact(_ given: [Delivery], now: Int64) -> Bool {
        given.allSatisfy {
            let message = messages[Int($0.offset)]
            return message.state == .leased && message.generation == $0.generation && now < deadline(message)
        }
    }

    /// An attempt is over as soon as one of its leases ends.
    private mutating func forget(_ index: Int) {
        attempts = attempts.filter { !$0.value.contains { $0.offset == UInt64(index) } }
    }
}
