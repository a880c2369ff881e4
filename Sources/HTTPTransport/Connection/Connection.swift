internal import Base
internal import HTTPWire
internal import Reactor

/// One TCP connection: its bytes in and out, and where its one task waits.
///
/// Lives on its lane's loop; Sendable only so that its task may be started with it. Idle for a while, it holds no
/// buffer and no exchange.
final class Connection: EventSource, @unchecked Sendable {
    /// What its task waits for.
    enum Interest: Equatable {
        case none
        /// The head of a request, or more of it.
        case head
        case body
        /// That at most so many bytes are unsent, and few enough answers.
        case output(bytes: Int)
        /// That the client hears the last words and leaves.
        case farewell
    }

    let lane: Lane
    /// Index in the lane's list of connections.
    var place = -1

    // MARK: input

    var input = ByteBuffer()
    /// Where the current or next request begins in `input`.
    var start = 0
    /// First byte of `input` that nobody has taken: end of the head, then on through the body.
    var cursor = 0
    var parser = RequestParser()
    var state = ExchangeState()
    var exchange: Exchange?
    /// Whether a read may give something: set by an edge, cleared when the socket ran dry.
    var isReadable = false
    /// Whether the last read filled the buffer, so that a larger one pays.
    var isBulky = false
    /// The client sends no more, as epoll said; what it sent before may still wait to be read.
    var peerFinished = false
    /// The client sends no more, as a read said.
    var sawEnd = false
    /// When the head under way is over-due.
    var headDeadline = Deadline.never
    /// Part of a request stays unread: the client may still be sending it.
    var leavesRest = false
    /// A refusal that came from the clock, due next.
    var overdue: Refusal?
    /// Requests since somebody last asked whether the loop is late.
    var servedInTurn = 0

    // MARK: output

    var output = OutputQueue()
    /// The socket took less than it was offered; the next edge will say when it takes more.
    var isBlocked = false
    /// The client is gone; what is written goes nowhere.
    var isBroken = false
    var isListedGated = false
    var isListedUnflushed = false
    /// Whether the lane will look after it once it is idle for a moment.
    var isListedWarm = false
    /// Whether it keeps its buffers until then, for the next request, which may come at once.
    var keepsBuffers = false
    /// Idle, and without a task.
    var isAsleep = false {
        didSet { if isAsleep != oldValue { lane.counters.asleep.add(isAsleep ? 1 : -1) } }
    }
    /// Its task is to end when it next runs, unless bytes have come.
    var wantsSleep = false
    /// When bytes last left.
    var lastSent = Deadline(nanoseconds: 0)

    // MARK: waiting

    private(set) var interest = Interest.none
    private var continuation: Continuation<Wake>?
    /// The handler's wait, ended early when the client leaves or the server stops.
    var parked: Waiter?
    private var timer: LoopTimer?

    init(_ descriptor: Int32, lane: Lane) {
        self.lane = lane
        super.init(descriptor: descriptor)
    }

    /// Suspends the task until `interest` is met, the time is over, or there is no point any more.
    func wait(for interest: Interest, until deadline: Deadline = .never) async -> Wake {
        self.interest = interest
        setTimer(deadline)
        return await suspend { continuation = $0 }
    }

    func resume(_ wake: Wake) {
        guard let waiting = continuation else { return }
        interest = .none
        continuation = nil
        waiting.resume(returning: wake)
    }

    private func setTimer(_ deadline: Deadline) {
        if let timer {
            timer.set(deadline)
        } else if deadline != .never {
            let timer = LoopTimer(on: lane.loop) { [unowned self] in timeIsOver() }
            self.timer = timer
            timer.set(deadline)
        }
    }

    private func timeIsOver() {
        if isAsleep { return close() }
        // A client that still takes the last answer, or whose answer waits for the disk, is not idle.
        if interest == .head, start == input.count, !output.isEmpty {
            let later = lastSent + lane.settings.idleTime
            if output.isGated { return setTimer(lane.loop.deadline(after: lane.settings.idleTime)) }
            if later > lane.loop.now { return setTimer(later) }
        }
        resume(.deadline)
    }

    override func ready(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.readable, .peerFinished, .hungUp, .failed]) { isReadable = true }
        if !readiness.isDisjoint(with: [.peerFinished, .hungUp, .failed]) { peerFinished = true }
        if isBlocked, !readiness.isDisjoint(with: [.writable, .hungUp, .failed]) {
            isBlocked = false
            flush()
        }
        if isAsleep { return wakeUp() }
        switch interest {
        case .head, .body, .farewell: if isReadable { resume(.signalled) }
        case .output: if !readiness.isDisjoint(with: [.hungUp, .failed]) { breakOff() }
        case .none: if peerFinished { parked?.signal(.clientGone) }
        }
    }

    /// Bytes, or their end, have come for one that sleeps.
    private func wakeUp() {
        guard isReadable else { return }
        isAsleep = false
        lane.startTask(of: self)
    }

    /// Closes it for good; the task ends after this.
    func close() {
        isBroken = true
        isAsleep = false
        timer?.remove()
        timer = nil
        output.drop(lane.buffers)
        releaseInput()
        if let exchange { lane.give(exchange) }
        exchange = nil
        lane.forget(self)
        lane.loop.retire(self)
    }
}
