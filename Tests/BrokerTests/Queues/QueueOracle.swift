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
        var consumer: String?
        var prefetch: Int?
        /// Messages set aside that it wants instead of any.
        var named: [UInt64] = []
    }

    private enum State {
        case fresh, leased, expired, nacked, acked, dropped, waiting, waitingExpired, due, dueExpired,
            rejected
        case deferred
        case nackedAway, doomedRejected, doomedNacked, doomedExpired
    }

    private struct Message {
        var state = State.fresh
        var generation: UInt32 = 0
        var failures = 0
        var deadline: Int64 = 0
        var length: Int64 = 0
        /// Who has it, while it is leased.
        var holder: String?
        /// Generations that their holders handed back, and since when.
        var handedBack: [UInt32: Int64] = [:]
        var settledAt: Int64 = 0
        /// Until when it lives.
        var end = Int64.max
        /// Until when it waits.
        var until: Int64 = 0
        /// What it comes before once it is due, and which of all that ever fell due it is.
        var position = 0
        var turn = 0
    }

    private var messages: [Message] = []
    private var attempts: [UInt64: [Delivery]] = [:]
    private(set) var waiters: [Waiter] = []
    private var resumedAt = Int64.min / 2
    private let lease: Int64
    private let backoff: [Int64]
    /// Failures that are too many, and whether what dies is dropped rather than moved.
    private let deliveriesMax: Int
    private let drops: Bool
    /// Messages that may be ready or wait, and whether more push out others rather than being refused.
    private let lengthMax: Int
    private let pushes: Bool
    /// Leases that one consumer may have at once.
    private let prefetch: Int?
    private var turns = 0
    /// When the broker lets messages be ready again; checked against the backoff before it is believed.
    var dues: [UInt64: Int64] = [:]
    /// Messages that the broker made wait otherwise than the backoff says.
    private(set) var wrongDues: [UInt64] = []
    /// Times of receipts that may have been forgotten by now.
    private(set) var mayBeForgotten = false

    init(
        lease: Int64, backoff: [Int64] = [], deliveriesMax: Int = .max, drops: Bool = false,
        lengthMax: Int = .max, pushes: Bool = false, prefetch: Int? = nil
    ) {
        self.prefetch = prefetch
        self.lease = lease
        self.backoff = backoff
        self.deliveriesMax = deliveriesMax
        self.drops = drops
        self.lengthMax = lengthMax
        self.pushes = pushes
    }

    var end: UInt64 { UInt64(messages.count) }
    var leasedOffsets: [UInt64] { messages.indices.filter { messages[$0].state == .leased }.map(UInt64.init) }
    func generation(_ offset: UInt64) -> UInt32 {
        offset < end ? messages[Int(offset)].generation : 0
    }

    var counts: QueueCounts {
        let ready = messages.filter { isReady($0) }.count
        let leased = messages.filter { $0.state == .leased }.count
        let oldest = messages.firstIndex {
            isReady($0) || isWaiting($0) || isDoomed($0) || $0.state == .leased
                || $0.state == .deferred
        }
        return QueueCounts(
            ready: ready, leased: leased, delayed: messages.filter { isWaiting($0) }.count,
            deferred: messages.filter { $0.state == .deferred }.count,
            doomed: messages.filter { isDoomed($0) }.count,
            oldest: oldest.map { Offset(UInt64($0)) })
    }

    private func isReady(_ message: Message) -> Bool {
        message.state == .fresh || message.state == .expired || message.state == .nacked || isDue(message)
    }
    private func isDue(_ message: Message) -> Bool { message.state == .due || message.state == .dueExpired }
    private func isDoomed(_ message: Message) -> Bool {
        [.doomedRejected, .doomedNacked, .doomedExpired].contains(message.state)
    }
    private func isWaiting(_ message: Message) -> Bool {
        message.state == .waiting || message.state == .waitingExpired
    }

    private func deadline(_ message: Message) -> Int64 { max(message.deadline, resumedAt + message.length) }

    // MARK: what may happen

    private var heldCount: Int { messages.filter { isReady($0) || isWaiting($0) }.count }

    /// Nil when the queue is too full.
    mutating func publish(_ count: Int, until: Int64 = 0, ttl: Int64? = nil, now: Int64) -> [Wake]? {
        if !pushes, heldCount > lengthMax - count { return nil }
        var message = Message()
        if let ttl { message.end = max(now, until) + ttl }
        if until > now {
            message.state = .waiting
            message.until = until
        }
        messages += Array(repeating: message, count: count)
        let wakes = serve(now: now)
        pushOut(arrived: count, now: now)
        return wakes
    }

    /// Drops what is too much: what would be handed out first, then what waits, the newest of that last.
    private mutating func pushOut(arrived: Int, now: Int64) {
        guard pushes, heldCount > lengthMax else { return }
        let waiting = messages.indices.filter { isWaiting(messages[$0]) }
        let first = messages.count - arrived
        let older = waiting.filter { $0 < first }
            .sorted { (messages[$0].until, $0) < (messages[$1].until, $1) }
        let order = choose(.max, sorts: false) + older + waiting.filter { $0 >= first }
        for index in order.prefix(heldCount - lengthMax) { drop(index, now: now) }
    }

    private mutating func drop(_ index: Int, now: Int64) {
        messages[index].state = .dropped
        messages[index].settledAt = now
    }

    /// Drops what outlived its time in nobody's hands.
    mutating func perish(now: Int64) {
        for index in messages.indices where messages[index].end <= now {
            if isReady(messages[index]) || isWaiting(messages[index]) { drop(index, now: now) }
        }
    }

    mutating func settle(_ items: [SettleItem], now: Int64) -> (outcomes: [[SettleOutcome]], wakes: [Wake]) {
        (items.map { settle($0, now: now) }, serve(now: now))
    }

    mutating func receive(
        _ request: Waiter, parks: Bool, settles: [SettleItem], now: Int64
    ) -> (outcomes: [[SettleOutcome]], wakes: [Wake], leases: Leases?) {
        let asked = !request.named.isEmpty
        let aside = find(request.named, .max)
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
        // What is set aside in the same breath is not found yet.
        var request = request
        request.named = request.named.filter { aside.contains(Int($0)) }
        if request.named.isEmpty, asked { return (outcomes, wakes, nil) }
        let leases = take(request, now: now)
        if leases == nil, parks { waiters.append(request) }
        return (outcomes, wakes, leases)
    }

    mutating func tick(now: Int64) -> [Wake] {
        for index in messages.indices where messages[index].state == .leased {
            guard deadline(messages[index]) <= now else { continue }
            messages[index].failures += 1
            handBack(index, expired: true, delay: nil, failed: true, now: now)
        }
        let ended = messages.indices.filter { isWaiting(messages[$0]) && messages[$0].until <= now }
        for index in ended.sorted(by: { (messages[$0].until, $0) < (messages[$1].until, $1) }) {
            messages[index].state = messages[index].state == .waiting ? .due : .dueExpired
            messages[index].position = messages.count
            messages[index].turn = turns
            turns += 1
        }
        let wakes = serve(now: now)
        perish(now: now)
        return wakes
    }

    mutating func purge() -> Int {
        let dropped = counts.total
        let kept: [State] = [.acked, .rejected, .nackedAway]
        for index in messages.indices where !kept.contains(messages[index].state) {
            messages[index].state = .dropped
            forget(index)
        }
        return dropped
    }

    /// Lets what is to be moved arrive elsewhere; returns how many.
    mutating func move() -> Int {
        let doomed = messages.indices.filter { isDoomed(messages[$0]) }
        for index in doomed {
            messages[index].state = gone(messages[index].state)
            messages[index].settledAt = 0
        }
        return doomed.count
    }

    /// Lets messages go that nobody has in hands; returns how many.
    mutating func remove(_ offsets: [UInt64]) -> Int {
        let kept: [State] = [.leased, .acked, .dropped, .rejected, .nackedAway]
        let removed = offsets.filter { $0 < end && !kept.contains(messages[Int($0)].state) }
        for offset in removed { messages[Int(offset)].state = .dropped }
        return removed.count
    }

    private func gone(_ state: State) -> State {
        switch state {
        case .doomedRejected: .rejected
        case .doomedNacked: .nackedAway
        default: .dropped
        }
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
        for waiter in waiters {
            guard let leases = take(waiter, now: now) else { continue }
            waiters.removeAll { $0.id == waiter.id }
            wakes.append(Wake(waiter: waiter.id, leases: leases))
        }
        return wakes
    }

    private mutating func take(_ waiter: Waiter, now: Int64) -> Leases? {
        let held = messages.filter { $0.state == .leased && $0.holder == waiter.consumer }.count
        let most = min(prefetch ?? .max, waiter.prefetch ?? .max)
        let asked = waiter.named.isEmpty ? waiter.max : waiter.named.count
        let room = most == .max ? asked : max(0, min(asked, most - held))
        let chosen = waiter.named.isEmpty ? choose(room) : find(waiter.named, room)
        guard !chosen.isEmpty else { return nil }
        let length = waiter.lease ?? lease
        var deliveries: [Delivery] = []
        for index in chosen {
            messages[index].state = .leased
            messages[index].generation += 1
            messages[index].deadline = now + length
            messages[index].length = length
            messages[index].holder = waiter.consumer
            deliveries.append(
                Delivery(
                    offset: UInt64(index), generation: messages[index].generation,
                    failures: messages[index].failures))
        }
        if waiter.attempt != 0 { attempts[waiter.attempt] = deliveries }
        return Leases(deliveries: deliveries, until: now + length)
    }

    /// Those of the named messages that were set aside.
    private func find(_ named: [UInt64], _ max: Int) -> [Int] {
        let found = messages.indices.filter {
            named.contains(UInt64($0)) && messages[$0].state == .deferred
        }
        return Array(found.prefix(max))
    }

    /// What a receiver gets: what is due comes before those published since, else the lowest offsets.
    private func choose(_ max: Int, sorts: Bool = true) -> [Int] {
        let ready = messages.indices.filter { isReady(messages[$0]) }
        var due = ready.filter { isDue(messages[$0]) }.sorted { messages[$0].turn < messages[$1].turn }[...]
        var again = ready.filter { messages[$0].state == .expired || messages[$0].state == .nacked }[...]
        var fresh = ready.filter { messages[$0].state == .fresh }[...]
        var chosen: [Int] = []
        while chosen.count < max {
            let bound = due.first.map { messages[$0].position } ?? .max
            if let next = again.first, next < bound {
                chosen.append(again.removeFirst())
            } else if let next = fresh.first, next < bound {
                chosen.append(fresh.removeFirst())
            } else if let next = due.popFirst() {
                chosen.append(next)
            } else {
                break
            }
        }
        return sorts ? chosen.sorted() : chosen
    }

    /// Makes a message ready, now or later; `delay` wins over the backoff.
    private mutating func handBack(_ index: Int, expired: Bool, delay: Int64?, failed: Bool, now: Int64) {
        forget(index)
        if failed, messages[index].failures >= deliveriesMax {
            let state: State = expired ? .doomedExpired : .doomedNacked
            messages[index].state = drops ? gone(state) : state
            messages[index].settledAt = now
            return
        }
        if messages[index].end <= now {
            messages[index].state = expired ? .dropped : .nackedAway
            messages[index].settledAt = now
            return
        }
        var until = now
        if let delay {
            until = now + delay
        } else if failed, !backoff.isEmpty {
            let step = backoff[min(messages[index].failures, backoff.count) - 1]
            let due = dues[UInt64(index)] ?? now
            if due < now + step || due > now + step + step / 5 { wrongDues.append(UInt64(index)) }
            until = due
        }
        messages[index].until = until
        if until > now {
            messages[index].state = expired ? .waitingExpired : .waiting
        } else {
            messages[index].state = expired ? .expired : .nacked
        }
    }

    /// Every outcome that is right; more than one only where a receipt may be forgotten.
    private mutating func settle(_ item: SettleItem, now: Int64) -> [SettleOutcome] {
        guard item.offset.rawValue < end else { return [.lost] }
        let index = Int(item.offset.rawValue)
        let message = messages[index]
        let isThis = item.generation == message.generation && message.generation > 0
        switch item.verb {
        case .ack:
            let isExpired = [.expired, .waitingExpired, .dueExpired].contains(message.state)
            if isThis, message.state == .leased || isExpired {
                messages[index].state = .acked
                messages[index].settledAt = now
                forget(index)
                return [.acked]
            }
            guard isThis, message.state == .acked else { return [.lost] }
            return now - message.settledAt > 600_000 ? [.alreadyAcked, .lost] : [.alreadyAcked]
        case .reject:
            if isThis, message.state == .leased {
                messages[index].state = drops ? .rejected : .doomedRejected
                messages[index].settledAt = now
                forget(index)
                return [.rejected]
            }
            guard isThis, message.state == .rejected || message.state == .doomedRejected else {
                return [.lost]
            }
            return message.state == .rejected ? [.alreadyRejected, .lost] : [.alreadyRejected]
        case .setAside:
            if isThis, message.state == .leased {
                messages[index].state = .deferred
                forget(index)
                return [.deferred]
            }
            return isThis && message.state == .deferred ? [.alreadyDeferred] : [.lost]
        case .extend(let lease):
            guard isThis, message.state == .leased else { return [.lost] }
            guard now + lease.milliseconds > deadline(message) else { return [.extended] }
            messages[index].deadline = now + lease.milliseconds
            messages[index].length = lease.milliseconds
            forget(index)
            return [.extended]
        case .nack(let failed, let delay):
            if isThis, message.state == .leased {
                messages[index].failures += failed ? 1 : 0
                messages[index].handedBack[item.generation] = now
                handBack(index, expired: false, delay: delay?.milliseconds, failed: failed, now: now)
                return [.nacked]
            }
            guard let since = message.handedBack[item.generation] else { return [.lost] }
            // A purge forgets what was handed back and not leased again.
            let mayBeLost =
                now - since > 600_000 || message.state == .dropped || message.state == .nackedAway
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
