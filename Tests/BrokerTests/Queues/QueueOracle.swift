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

    enum State {
        case fresh, leased, expired, nacked, acked, dropped, waiting, waitingExpired, due, dueExpired,
            rejected
        case deferred
        case nackedAway, doomedRejected, doomedNacked, doomedExpired
        case doomedOutlived, doomedOutlivedNacked, doomedOverflowed
    }

    struct Message {
        var bytes = 0
        /// What its holder said when it was to be moved.
        var reason: String?
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

    var messages: [Message] = []
    var attempts: [UInt64: [Delivery]] = [:]
    var waiters: [Waiter] = []
    var resumedAt = Int64.min / 2
    let lease: Int64
    let backoff: [Int64]
    /// Failures that are too many, and whether what dies is dropped rather than moved.
    let deliveriesMax: Int
    let drops: Bool
    /// Messages that may be ready or wait, and whether more push out others rather than being refused.
    let lengthMax: Int
    /// Bytes of those, if they are bounded.
    let bytesMax: Int?
    let pushes: Bool
    /// Whether somebody said where dead letters go, and whether what pushes out goes there too.
    let hasTarget: Bool
    let movesOverflow: Bool
    /// How long ids are remembered, and those that are: the message and when it came.
    let window: Int64?
    var ids: [UInt64: (offset: UInt64, since: Int64)] = [:]
    var isPaused = false
    /// Leases that one consumer may have at once.
    let prefetch: Int?
    var turns = 0
    /// When the broker lets messages be ready again; checked against the backoff before it is believed.
    var dues: [UInt64: Int64] = [:]
    /// Messages that the broker made wait otherwise than the backoff says.
    var wrongDues: [UInt64] = []
    /// Times of receipts that may have been forgotten by now.
    var mayBeForgotten = false

    init(
        lease: Int64, backoff: [Int64] = [], deliveriesMax: Int = .max, drops: Bool = false,
        lengthMax: Int = .max, bytesMax: Int? = nil, pushes: Bool = false, prefetch: Int? = nil,
        hasTarget: Bool = false, movesOverflow: Bool = false, window: Int64? = nil
    ) {
        self.prefetch = prefetch
        self.hasTarget = hasTarget
        self.movesOverflow = movesOverflow
        self.window = window
        self.lease = lease
        self.backoff = backoff
        self.deliveriesMax = deliveriesMax
        self.drops = drops
        self.lengthMax = lengthMax
        self.bytesMax = bytesMax
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
        var counts = QueueCounts(
            ready: ready, leased: leased, delayed: messages.filter { isWaiting($0) }.count,
            deferred: messages.filter { $0.state == .deferred }.count,
            doomed: messages.filter { isDoomed($0) }.count,
            oldest: oldest.map { Offset(UInt64($0)) })
        if bytesMax != nil { counts.heldBytes = heldBytes }
        return counts
    }

    func isReady(_ message: Message) -> Bool {
        message.state == .fresh || message.state == .expired || message.state == .nacked || isDue(message)
    }
    func isDue(_ message: Message) -> Bool { message.state == .due || message.state == .dueExpired }
    func isDoomed(_ message: Message) -> Bool {
        switch message.state {
        case .doomedRejected, .doomedNacked, .doomedExpired: true
        case .doomedOutlived, .doomedOutlivedNacked, .doomedOverflowed: true
        default: false
        }
    }
    func isWaiting(_ message: Message) -> Bool {
        message.state == .waiting || message.state == .waitingExpired
    }

    func deadline(_ message: Message) -> Int64 { max(message.deadline, resumedAt + message.length) }

    // MARK: what may happen

    var heldCount: Int { messages.filter { isReady($0) || isWaiting($0) }.count }

    var heldBytes: Int {
        messages.filter { isReady($0) || isWaiting($0) }.reduce(0) { $0 + $1.bytes }
    }

    /// Whether so many more messages, of so many bytes, are too much.
    func isFull(for count: Int, _ bytes: Int) -> Bool {
        heldCount > lengthMax - count || heldBytes > (bytesMax ?? .max) - bytes
    }

    /// What of these ids the queue knows, or comes twice.
    func duplicates(_ ids: [UInt64], now: Int64) -> [Duplicate] {
        guard let window else { return [] }
        return ids.enumerated().compactMap { item, id in
            if id == 0 { return nil }
            if let known = self.ids[id], known.since > now - window {
                return Duplicate(item: item, of: .stored(LaneOffset(Offset(known.offset))))
            }
            guard let first = ids.firstIndex(of: id), first < item else { return nil }
            return Duplicate(item: item, of: .item(first))
        }
    }

    /// Messages of these sizes; nil when the queue is too full.
    mutating func publish(
        _ sizes: [Int], ids: [UInt64], until: Int64 = 0, ttl: Int64? = nil, now: Int64
    ) -> [Wake]? {
        if !pushes, isFull(for: sizes.count, sizes.reduce(0, +)) { return nil }
        var message = Message()
        if let ttl { message.end = max(now, until) + ttl }
        if until > now {
            message.state = .waiting
            message.until = until
        }
        let first = messages.count
        for size in sizes {
            message.bytes = size
            if window != nil, !ids.isEmpty { self.ids[ids[messages.count - first]] = (end, now) }
            messages.append(message)
        }
        let wakes = serve(now: now)
        pushOut(arrived: sizes.count, now: now)
        return wakes
    }

    /// Drops what is too much: what would be handed out first, then what waits, the newest of that last.
    mutating func pushOut(arrived: Int, now: Int64) {
        guard pushes, isFull(for: 0, 0) else { return }
        let waiting = messages.indices.filter { isWaiting(messages[$0]) }
        let first = messages.count - arrived
        let older = waiting.filter { $0 < first }
            .sorted { (messages[$0].until, $0) < (messages[$1].until, $1) }
        let order = choose(.max, sorts: false) + older + waiting.filter { $0 >= first }
        for index in order where isFull(for: 0, 0) {
            drop(index, to: movesOverflow ? .doomedOverflowed : .dropped, now: now)
        }
    }

    mutating func drop(_ index: Int, to state: State = .dropped, now: Int64) {
        messages[index].state = state
        messages[index].reason = nil
        messages[index].settledAt = now
    }

    /// Drops what outlived its time in nobody's hands.
    mutating func perish(now: Int64) {
        for index in messages.indices where messages[index].end <= now {
            if isReady(messages[index]) || isWaiting(messages[index]) {
                drop(index, to: hasTarget ? .doomedOutlived : .dropped, now: now)
            }
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

    func gone(_ state: State) -> State {
        switch state {
        case .doomedRejected: .rejected
        case .doomedNacked, .doomedOutlivedNacked: .nackedAway
        default: .dropped
        }
    }

    /// Stops or goes on; whoever waits is served then.
    mutating func pause(_ isPaused: Bool, now: Int64) -> [Wake] {
        self.isPaused = isPaused
        return serve(now: now)
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
}
